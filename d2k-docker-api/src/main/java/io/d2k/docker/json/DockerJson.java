package io.d2k.docker.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** JSON as the Docker Engine reads and writes it. */
public final class DockerJson {
    private static final long MAX_DOCUMENT_BYTES = 8L << 20;
    private static final int MAX_STRING_CHARS = 4 << 20;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER_CHARS = 100;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_DOCUMENT_BYTES)
                            .maxStringLength(MAX_STRING_CHARS)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // messages repeat a number as it was sent
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private DockerJson() {}

    /** Returns the shared mapper. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Returns the document as UTF-8, ended by a line feed as Go's encoder does: the body of a whole answer. */
    public static byte[] bytes(JsonNode node) {
        return write(node, false);
    }

    /**
     * Returns the document as one line of a stream (events, progress): as {@link #bytes}, but with {@code <}, {@code >}
     * and {@code &} escaped, as the Docker Engine does there and only there.
     */
    public static byte[] line(JsonNode node) {
        return write(node, true);
    }

    /** Returns the document as one message of a pull's progress: as {@link #line}, but ended by CR and LF. */
    public static byte[] progress(JsonNode node) {
        byte[] line = write(node, true);
        byte[] message = Arrays.copyOf(line, line.length + 1);
        message[line.length - 1] = '\r';
        message[line.length] = '\n';
        return message;
    }

    /** Returns the document as compact text. */
    static String text(JsonNode node) {
        String line = new String(write(node, false), StandardCharsets.UTF_8);
        return line.substring(0, line.length() - 1);
    }

    private static byte[] write(JsonNode node, boolean escapeHtml) {
        var out = new ByteArrayOutputStream(512);
        try (var generator = MAPPER.createGenerator(out)) {
            if (escapeHtml) {
                generator.setCharacterEscapes(HtmlEscapes.INSTANCE);
            }
            MAPPER.writeTree(generator, node);
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a request's body, an object.
     *
     * @throws EngineException in Docker's words when it is empty, malformed, no object, too deep or followed by more
     */
    public static ObjectNode read(byte[] body) {
        return object(tree(body));
    }

    /** As {@link #read}, but an empty body is an empty object, as for most of Docker's routes. */
    public static ObjectNode readOptional(byte[] body) {
        return body.length == 0 ? JsonNodeFactory.instance.objectNode() : read(body);
    }

    /** Reads a body into a struct in Go's form; an empty body or null leaves all unset. */
    static ObjectNode read(byte[] body, GoStruct struct) {
        return body.length == 0 ? struct.zero() : (ObjectNode) struct.readOrZero(tree(body), Where.ROOT);
    }

    private static ObjectNode object(JsonNode tree) {
        if (tree.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw Where.ROOT.mismatch(tree, "map[string]interface {}");
    }

    /** Reads one document of any type. */
    static JsonNode tree(byte[] body) {
        JsonNode tree;
        try (JsonParser parser = MAPPER.createParser(body)) {
            tree = MAPPER.readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw EngineException.invalid("invalid JSON: got EOF while reading request body");
            }
            requireEnd(parser);
        } catch (StreamConstraintsException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid JSON: exceeded max depth or length", e);
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid JSON: " + GoSyntax.complaint(body), e);
        }
        return tree;
    }

    private static void requireEnd(JsonParser parser) {
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (IOException e) {
            more = true;
        }
        if (more) {
            throw EngineException.invalid("unexpected content after JSON");
        }
    }

    /** Returns an empty object. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the strings as an array. */
    static ArrayNode array(Collection<String> texts) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode(texts.size());
        texts.forEach(out::add);
        return out;
    }

    /** Returns the strings as an array, null for none, as Go writes a slice that nothing was added to. */
    static JsonNode arrayOrNull(Collection<String> texts) {
        return texts.isEmpty() ? NullNode.instance : array(texts);
    }

    /** Returns the map as an object. */
    static ObjectNode map(Map<String, String> texts) {
        ObjectNode out = object();
        texts.forEach(out::put);
        return out;
    }

    private static final class HtmlEscapes extends CharacterEscapes {
        @Serial
        private static final long serialVersionUID = 1L;

        private static final HtmlEscapes INSTANCE = new HtmlEscapes();
        private static final int[] ESCAPES = standardAsciiEscapesForJSON();

        static {
            ESCAPES['<'] = ESCAPE_CUSTOM;
            ESCAPES['>'] = ESCAPE_CUSTOM;
            ESCAPES['&'] = ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ESCAPES.clone();
        }

        @Override
        public SerializableString getEscapeSequence(int ch) {
            return new SerializedString(String.format(Locale.ROOT, "\\u%04x", ch));
        }
    }
}
