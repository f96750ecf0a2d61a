package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1LimitRange;
import io.kubernetes.client.openapi.models.V1LimitRangeItem;
import io.kubernetes.client.openapi.models.V1LimitRangeSpec;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import io.kubernetes.client.openapi.models.V1ResourceQuotaSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceBoundsTest {
    private static Map<String, Quantity> quantities(String text) {
        return text.isEmpty()
                ? Map.of()
                : Arrays.stream(text.split(" "))
                        .map(p -> p.split("="))
                        .collect(Collectors.toMap(p -> p[0], p -> new Quantity(p[1])));
    }

    private static String text(Map<String, Quantity> quantities) {
        return quantities == null
                ? ""
                : new TreeMap<>(quantities)
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue().toSuffixedString())
                                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // quota | limit range's min | its defaults | asked: requests | limits || given: requests | limits
                "''|''|''|''|''|''|''",
                "pods=5|''|''|''|''|''|''",
                "requests.cpu=1 requests.memory=1Gi|''|''|''|''|cpu=10m memory=32Mi|''",
                "cpu=1 memory=1Gi|''|''|''|''|cpu=10m memory=32Mi|''",
                "limits.cpu=1 limits.memory=1Gi|''|''|''|''|cpu=10m memory=32Mi|cpu=500m memory=256Mi",
                "limits.memory=128Mi|''|''|''|''|memory=32Mi|memory=128Mi",
                "requests.memory=16Mi|''|''|''|''|memory=16Mi|''",
                "limits.memory=1Gi|''|''|memory=512Mi|''|memory=512Mi|memory=512Mi",
                "limits.memory=1Gi requests.memory=1Gi|''|''|memory=1Mi|memory=64Mi|memory=1Mi|memory=64Mi",
                "limits.memory=1Gi|''|memory=100Mi|''|''|''|''",
                "requests.memory=1Gi|''|memory=100Mi|''|''|''|''",
                "requests.memory=1Gi|memory=50Mi|''|''|''|''|''",
                "''|memory=50Mi|''|memory=1Mi|memory=64Mi|memory=50Mi|memory=64Mi",
                "''|memory=50Mi|''|memory=60Mi|memory=64Mi|memory=60Mi|memory=64Mi"
            })
    void aPodGetsWhatTheNamespaceDemands(
            String quota,
            String least,
            String defaults,
            String requests,
            String limits,
            String givenRequests,
            String givenLimits) {
        var container = new V1Container()
                .resources(new V1ResourceRequirements()
                        .requests(quantities(requests))
                        .limits(quantities(limits)));
        var item =
                new V1LimitRangeItem().type("Container").min(quantities(least))._default(quantities(defaults));
        NamespaceBounds.of(
                        List.of(new V1ResourceQuota().spec(new V1ResourceQuotaSpec().hard(quantities(quota)))),
                        List.of(new V1LimitRange().spec(new V1LimitRangeSpec().limits(List.of(item)))))
                .apply(new V1PodSpec().containers(List.of(container)));
        assertEquals(givenRequests, text(container.getResources().getRequests()));
        assertEquals(givenLimits, text(container.getResources().getLimits()));
    }
}
