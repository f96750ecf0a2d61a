package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/**
 * A type of the Docker Engine's request and answer structs, with what Go's JSON package makes of it: which JSON it
 * takes, in which words it refuses others, and how it writes the unset value.
 */
sealed interface GoType
        permits GoType.Scalar,
                GoType.Nullable,
                GoType.ListOf,
                GoType.Tuple,
                GoType.MapOf,
                GoType.StringOrList,
                GoBytes,
                GoStruct {
    /** Returns the type's name in Go, as error messages show it. */
    String goName();

    /** Returns how Go writes the unset value. */
    JsonNode zero();

    /**
     * Returns the value in Go's form.
     *
     * @param in what the client sent, not null
     * @param where for the words of a refusal
     * @throws io.d2k.domain.error.EngineException when it is of another type, in Go's words
     */
    JsonNode read(JsonNode in, Where where);

    /** Returns whether {@code omitempty} leaves the value out. */
    default boolean empty(JsonNode value) {
        return isEmpty(value);
    }

    /** Returns whether a value of any type is null, empty, false or 0. */
    static boolean isEmpty(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY, OBJECT -> value.isEmpty();
            case STRING -> value.textValue().isEmpty();
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.isIntegralNumber() && value.bigIntegerValue().signum() == 0;
            default -> true;
        };
    }

    /** Reads an element that may be null: Go leaves it unset then. */
    default JsonNode readOrZero(JsonNode in, Where where) {
        return in.isNull() ? zero() : read(in, where);
    }

    /** What a scalar is in JSON. */
    enum Kind {
        TEXT,
        BOOL,
        INTEGER,
        FRACTION
    }

    /** A string, a truth value or a bounded integer. */
    record Scalar(String goName, Kind kind, BigInteger min, BigInteger max) implements GoType {
        @Override
        public JsonNode zero() {
            return switch (kind) {
                case TEXT -> TextNode.valueOf("");
                case BOOL -> BooleanNode.FALSE;
                case INTEGER, FRACTION -> LongNode.valueOf(0);
            };
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            boolean fits = switch (kind) {
                case TEXT -> in.isTextual();
                case BOOL -> in.isBoolean();
                case INTEGER, FRACTION -> in.isNumber();
            };
            if (!fits) {
                throw where.mismatch(in, goName);
            }
            if (kind == Kind.INTEGER) {
                if (!in.isIntegralNumber()
                        || in.bigIntegerValue().compareTo(min) < 0
                        || in.bigIntegerValue().compareTo(max) > 0) {
                    throw where.unfit(in, goName);
                }
                return in.canConvertToLong() ? LongNode.valueOf(in.longValue()) : in;
            }
            return kind == Kind.FRACTION && !in.isIntegralNumber() ? single(in, where) : in;
        }

        /** Rounds as a number of single precision is, which is shown by the fewest digits that tell it. */
        private JsonNode single(JsonNode in, Where where) {
            float value = in.floatValue();
            if (Float.isInfinite(value)) {
                throw where.unfit(in, goName);
            }
            BigDecimal shortest = new BigDecimal(Float.toString(value)).stripTrailingZeros();
            return DecimalNode.valueOf(shortest.scale() < 0 ? shortest.setScale(0) : shortest);
        }
    }

    /** A pointer: null when unset. */
    record Nullable(GoType to) implements GoType {
        @Override
        public String goName() {
            return to.goName();
        }

        @Override
        public JsonNode zero() {
            return NullNode.instance;
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            return to.read(in, where);
        }

        @Override
        public boolean empty(JsonNode value) {
            return value.isNull();
        }
    }

    /** A slice: null when unset, which is not the same as empty. */
    record ListOf(String goName, GoType element) implements GoType {
        @Override
        public JsonNode zero() {
            return NullNode.instance;
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            if (!in.isArray()) {
                throw where.mismatch(in, goName);
            }
            ArrayNode out = JsonNodeFactory.instance.arrayNode(in.size());
            for (JsonNode e : in) {
                out.add(element.readOrZero(e, where));
            }
            return out;
        }
    }

    /** An array of fixed length: what is missing is unset, what is too much is dropped, as Go does. */
    record Tuple(String goName, GoType element, int length) implements GoType {
        @Override
        public JsonNode zero() {
            return read(JsonNodeFactory.instance.arrayNode(), Where.ROOT);
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            if (!in.isArray()) {
                throw where.mismatch(in, goName);
            }
            ArrayNode out = JsonNodeFactory.instance.arrayNode(length);
            for (int i = 0; i < length; i++) {
                out.add(i < in.size() ? element.readOrZero(in.get(i), where) : element.zero());
            }
            return out;
        }

        @Override
        public boolean empty(JsonNode value) {
            return false;
        }
    }

    /** A map: null when unset; Go writes its keys in order. */
    record MapOf(String goName, GoType element) implements GoType {
        @Override
        public JsonNode zero() {
            return NullNode.instance;
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            if (!in.isObject()) {
                throw where.mismatch(in, goName);
            }
            var sorted = new TreeMap<String, JsonNode>();
            in.properties().forEach(e -> sorted.put(e.getKey(), element.readOrZero(e.getValue(), where)));
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> e : sorted.entrySet()) {
                out.set(e.getKey(), e.getValue());
            }
            return out;
        }
    }

    /** A string or a list of strings; a string stands for a list of one. */
    record StringOrList() implements GoType {
        @Override
        public String goName() {
            return "string";
        }

        @Override
        public JsonNode zero() {
            return NullNode.instance;
        }

        @Override
        public JsonNode read(JsonNode in, Where where) {
            if (in.isTextual()) {
                return JsonNodeFactory.instance.arrayNode().add(in);
            }
            ArrayNode out = JsonNodeFactory.instance.arrayNode(in.size());
            for (JsonNode e : in) {
                if (!in.isArray() || !(e.isTextual() || e.isNull())) {
                    throw where.mismatch(in, goName());
                }
                out.add(e.isNull() ? "" : e.textValue());
            }
            if (!in.isArray()) {
                throw where.mismatch(in, goName());
            }
            return out;
        }
    }
}
