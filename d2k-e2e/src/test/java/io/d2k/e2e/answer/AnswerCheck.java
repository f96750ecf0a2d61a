package io.d2k.e2e.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import io.d2k.e2e.answer.Swagger.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in which way an answer is not what Docker's description promises. */
final class AnswerCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Swagger swagger;

    AnswerCheck(Swagger swagger) {
        this.swagger = swagger;
    }

    /** Returns the violations, but for those that are known. */
    List<Violation> check(Exchange exchange) {
        return all(exchange).stream()
                .filter(violation -> !KnownDeviation.covers(violation))
                .toList();
    }

    /** Returns the operation as the description names it. */
    String nameOf(Exchange exchange) {
        return swagger.find(exchange.method(), exchange.path())
                .map(Operation::toString)
                .orElse(exchange.method() + " " + exchange.path());
    }

    private List<Violation> all(Exchange exchange) {
        Optional<Operation> operation = swagger.find(exchange.method(), exchange.path());
        Findings findings = new Findings(nameOf(exchange), exchange);
        boolean failed = exchange.status() >= 400;
        if (failed) {
            findings.jsonBody(swagger.error());
        } else if (operation.isEmpty()) {
            findings.add("", "the API has no such operation");
        } else if (!operation.get().answers().containsKey(exchange.status())) {
            findings.add(
                    "", "the status is none of " + operation.get().answers().keySet());
        } else if (exchange.status() == 200 || exchange.status() == 201) {
            Optional<JsonSchema> schema = operation.get().answers().get(exchange.status());
            if (schema.isPresent() && operation.get().json()) {
                findings.jsonBody(schema.get());
            } else {
                findings.anyBody();
            }
        }
        return findings.violations;
    }

    private static final class Findings {
        private final List<Violation> violations = new ArrayList<>();
        private final String operation;
        private final Exchange exchange;

        Findings(String operation, Exchange exchange) {
            this.operation = operation;
            this.exchange = exchange;
        }

        void add(String place, String what) {
            violations.add(new Violation(operation, exchange.target(), exchange.status(), place, what));
        }

        void jsonBody(JsonSchema schema) {
            if ("HEAD".equals(exchange.method())) {
                return;
            }
            if (!Exchange.JSON.equals(exchange.contentType())) {
                add("", "the body is not JSON but \"" + exchange.contentType() + "\"");
                return;
            }
            List<JsonNode> values = values();
            if (values.size() != 1 && exchange.complete() && !exchange.isStream()) {
                add("", "the body has " + values.size() + " JSON values");
            }
            for (JsonNode value : values) {
                schema.validate(value)
                        .forEach(message -> add(message.getInstanceLocation().toString(), message.getMessage()));
            }
        }

        /** A body of which the description tells nothing has to be JSON all the same, where it says it is. */
        void anyBody() {
            if (Exchange.JSON.equals(exchange.contentType())) {
                values();
            }
        }

        private List<JsonNode> values() {
            List<JsonNode> values = new ArrayList<>();
            try (JsonParser parser = MAPPER.createParser(exchange.body())) {
                for (JsonNode value = parser.readValueAsTree(); value != null; value = parser.readValueAsTree()) {
                    values.add(value);
                }
            } catch (IOException e) {
                // A stream that was cut off ends anywhere.
                if (exchange.complete()) {
                    add("", "the body is no valid JSON: " + e.getMessage());
                }
            }
            return values;
        }
    }
}
