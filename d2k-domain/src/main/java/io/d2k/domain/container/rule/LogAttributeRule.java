package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.image.ImageFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The attributes of a container's log lines, which {@code docker logs --details} shows: the labels and variables that its
 * logging options name, and its tag (moby {@code daemon/logger/loginfo.go}).
 */
public final class LogAttributeRule {
    private static final int SHORT_ID = 12;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+)\\s*}}");

    private LogAttributeRule() {}

    /** Returns the attributes by name. */
    public static Map<String, String> of(ContainerRecord record, EffectiveConfig config) {
        Map<String, String> options = record.spec().logging().options();
        Map<String, String> variables = new TreeMap<>();
        for (String entry : config.env()) {
            int eq = entry.indexOf('=');
            if (eq > 0) {
                variables.put(entry.substring(0, eq), entry.substring(eq + 1));
            }
        }
        Map<String, String> attributes = new TreeMap<>();
        choose(attributes, config.labels(), options.get("labels"), options.get("labels-regex"));
        choose(attributes, variables, options.get("env"), options.get("env-regex"));
        String tag = options.getOrDefault("tag", "");
        if (!tag.isEmpty()) {
            attributes.put("tag", tag(tag, record));
        }
        return attributes;
    }

    private static void choose(Map<String, String> to, Map<String, String> from, String names, String pattern) {
        if (names != null) {
            for (String name : names.split(",")) {
                if (from.containsKey(name)) {
                    to.put(name, from.get(name));
                }
            }
        }
        if (pattern != null && !pattern.isEmpty()) {
            matching(pattern, from).forEach(name -> to.put(name, from.get(name)));
        }
    }

    private static List<String> matching(String pattern, Map<String, String> from) {
        try {
            Pattern wanted = Pattern.compile(pattern);
            return from.keySet().stream().filter(n -> wanted.matcher(n).find()).toList();
        } catch (PatternSyntaxException e) {
            return List.of(); // a pattern of Go's alone: its attributes are left out
        }
    }

    private static String tag(String template, ContainerRecord record) {
        Matcher m = PLACEHOLDER.matcher(template);
        return m.replaceAll(r -> Matcher.quoteReplacement(placeholder(r.group(1), r.group(), record)));
    }

    private static String placeholder(String name, String text, ContainerRecord record) {
        String imageId = record.image().map(ImageFacts::id).orElse("");
        return switch (name) {
            case "ID" -> record.id().substring(0, SHORT_ID);
            case "FullID" -> record.id();
            case "Name" -> record.name();
            case "ImageName" -> record.spec().image();
            case "ImageFullID" -> imageId;
            case "ImageID" -> imageId.substring(0, Math.min(SHORT_ID, imageId.length())); // with "sha256:", as in moby
            case "DaemonName" -> "docker";
            default -> text;
        };
    }
}
