package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.k8s.client.Kind;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodResizingTest {
    private static String container(String limits, String request) {
        return "{'name':'main','resources':{'limits':%s,'requests':{'cpu':'%s'}}}".formatted(limits, request);
    }

    private static V1Pod pod(String limits, String status) throws IOException {
        String json = "{'metadata':{'name':'p','uid':'u','generation':3},'spec':{'containers':[%s]},'status':{%s}}"
                .formatted(container(limits, "1m"), status);
        return Kind.POD.read(JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // the process has them, however they are written
                "{'memory':'64Mi'}           |1m|-                  |-         |-    |-  |-      |TAKEN",
                "{'memory':'67108864'}       |1m|-                  |-         |-    |-  |-      |TAKEN",
                "{'memory':'64Mi','cpu':'1'} |1m|-                  |-         |-    |-  |-      |-",
                // not yet, and nothing said
                "{'memory':'64Mi'}           |2m|-                  |-         |-    |-  |-      |-",
                "{'memory':'32Mi'}           |1m|-                  |-         |-    |-  |-      |-",
                "{'memory':'32Mi'}           |1m|PodResizeInProgress|True      |-    |3  |-      |-",
                "{'memory':'32Mi'}           |1m|Ready              |True      |-    |3  |-      |-",
                // the node cannot
                "{'memory':'32Mi'}           |1m|PodResizePending   |True |Infeasible|3  |too big|too big",
                "{'memory':'32Mi'}           |1m|PodResizePending   |True |Deferred  |3  |full   |full",
                "{'memory':'32Mi'}           |1m|PodResizePending   |True |Deferred  |3  |-      |Deferred",
                "{'memory':'32Mi'}           |1m|PodResizeInProgress|True |Error     |3  |in use |in use",
                // Kubernetes 1.33 does not say what it has observed
                "{'memory':'32Mi'}           |1m|PodResizePending   |True |Infeasible|-  |too big|too big",
                // what is said of an earlier change
                "{'memory':'32Mi'}           |1m|PodResizePending   |True |Infeasible|2  |too big|-",
                "{'memory':'32Mi'}           |1m|PodResizePending   |False|Infeasible|3  |too big|-",
            })
    void theStatusOfThePodTells(
            String held,
            String request,
            String type,
            String status,
            String reason,
            String generation,
            String message,
            String outcome)
            throws IOException {
        String condition = type == null
                ? ""
                : "{'type':'%s','status':'%s'%s%s%s}"
                        .formatted(
                                type,
                                status,
                                reason == null ? "" : ",'reason':'" + reason + "'",
                                generation == null ? "" : ",'observedGeneration':" + generation,
                                message == null ? "" : ",'message':'" + message + "'");
        V1Pod asked = pod("{'memory':'64Mi'}", "");
        V1Pod now = pod(
                "{'memory':'64Mi'}",
                "'containerStatuses':[%s],'conditions':[%s]".formatted(container(held, request), condition));
        Optional<ResizeOutcome> expected = Optional.ofNullable(outcome)
                .map(o -> o.equals("TAKEN") ? new ResizeOutcome.Taken() : new ResizeOutcome.Pending(o));
        assertEquals(expected, PodResizing.outcome(asked, now));
    }
}
