package io.d2k.translate.yaml;

import io.d2k.translate.InputException;
import io.d2k.translate.yaml.Value.Field;
import io.d2k.translate.yaml.Value.MergeTag;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML: anchors and merge keys are resolved, keys are texts, and what a scalar means is left to its reader. */
public final class YamlReader {
    /** Aliases of aliases can make a small text endless. */
    private static final int MOST_VALUES = 500_000;

    private static final String MERGE = "<<";

    private final String file;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * Reads all documents of a text.
     *
     * @param file what places are to name
     * @throws InputException when it is not YAML, with the line
     */
    public static List<Value> read(String file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(64 << 20);
        options.setNestingDepthLimit(200);
        // What aliases can do is bounded by the number of values; large projects name a common part a hundred times.
        options.setMaxAliasesForCollections(MOST_VALUES);
        List<Value> documents = new ArrayList<>();
        YamlReader reader = new YamlReader(file);
        try {
            for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
                documents.add(reader.value(node));
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
            throw new InputException(new Place(file, line) + ": " + e.getProblem() + context);
        } catch (YAMLException e) {
            throw new InputException(file + ": " + e.getMessage());
        }
        return documents;
    }

    private Value value(Node node) {
        Place place = place(node);
        if (++values > MOST_VALUES) {
            throw new InputException(place + ": the document is too large");
        }
        MergeTag tag = tag(node);
        if (node instanceof ScalarNode scalar) {
            boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
            return new Value.Scalar(place, tag, scalar.getValue(), plain);
        }
        if (!open.add(node)) {
            throw new InputException(place + ": the value contains itself");
        }
        try {
            if (node instanceof SequenceNode sequence) {
                List<Value> items = new ArrayList<>();
                sequence.getValue().forEach(item -> items.add(value(item)));
                return new Value.Sequence(place, tag, items);
            }
            return mapping((MappingNode) node, place, tag);
        } finally {
            open.remove(node);
        }
    }

    private Value.Mapping mapping(MappingNode node, Place place, MergeTag tag) {
        Map<String, Field> inherited = new LinkedHashMap<>();
        Map<String, Field> own = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = place(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InputException(keyPlace + ": a key must be a text");
            }
            boolean plain = key.getScalarStyle() == ScalarStyle.PLAIN;
            if (plain && key.getValue().equals(MERGE)) {
                inherit(tuple.getValueNode(), inherited);
            } else if (own.put(key.getValue(), new Field(keyPlace, value(tuple.getValueNode()))) != null) {
                throw new InputException(keyPlace + ": the key \"" + key.getValue() + "\" is given twice");
            }
        }
        inherited.forEach(own::putIfAbsent);
        return new Value.Mapping(place, tag, own);
    }

    private void inherit(Node node, Map<String, Field> inherited) {
        List<Node> sources = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        for (Node source : sources) {
            if (!(value(source) instanceof Value.Mapping from)) {
                throw new InputException(place(source) + ": a merge key (<<) takes a map or a list of maps");
            }
            from.fields().forEach(inherited::putIfAbsent);
        }
    }

    private static MergeTag tag(Node node) {
        return switch (node.getTag().getValue()) {
            case "!reset" -> MergeTag.RESET;
            case "!override" -> MergeTag.OVERRIDE;
            default -> MergeTag.NONE;
        };
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }
}
