package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.Units;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** A value of {@code --mount}, such as {@code type=volume,source=data,target=/data}. */
final class MountFlag {
    private static final Set<String> SWITCHES = Set.of("readonly", "ro", "volume-nocopy", "bind-nonrecursive");

    private MountFlag() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException in the words of Docker's command line
     */
    static ObjectNode parse(String text) {
        ObjectNode mount = JsonNodeFactory.instance.objectNode().put("Type", "volume");
        for (String field : Csv.split(text)) {
            int equals = field.indexOf('=');
            String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (equals < 0 && !SWITCHES.contains(key)) {
                throw new IllegalArgumentException("invalid field '" + field + "' must be a key=value pair");
            }
            field(mount, key, equals < 0 ? "true" : field.substring(equals + 1));
        }
        String type = mount.path("Type").asText();
        if (!mount.has("Target")) {
            throw new IllegalArgumentException("target is required");
        }
        if (mount.has("VolumeOptions") && !type.equals("volume")) {
            throw new IllegalArgumentException("cannot mix 'volume-*' options with mount type '" + type + "'");
        }
        if (mount.has("BindOptions") && !type.equals("bind")) {
            throw new IllegalArgumentException("cannot mix 'bind-*' options with mount type '" + type + "'");
        }
        if (mount.has("TmpfsOptions") && !type.equals("tmpfs")) {
            throw new IllegalArgumentException("cannot mix 'tmpfs-*' options with mount type '" + type + "'");
        }
        return mount;
    }

    private static void field(ObjectNode mount, String key, String value) {
        switch (key) {
            case "type" -> mount.put("Type", value.toLowerCase(Locale.ROOT));
            case "source", "src" ->
                mount.put(
                        "Source",
                        value.equals(".") || value.startsWith("./") || value.startsWith("../")
                                ? Path.of(value).toAbsolutePath().normalize().toString()
                                : value);
            case "target", "dst", "destination" -> mount.put("Target", value);
            case "readonly", "ro" -> mount.put("ReadOnly", flag(key, value));
            case "consistency" -> mount.put("Consistency", value);
            case "bind-propagation" -> mount.withObject("/BindOptions").put("Propagation", value);
            case "bind-nonrecursive" -> mount.withObject("/BindOptions").put("NonRecursive", flag(key, value));
            case "volume-nocopy" -> mount.withObject("/VolumeOptions").put("NoCopy", flag(key, value));
            case "volume-subpath" -> mount.withObject("/VolumeOptions").put("Subpath", value);
            case "volume-label" -> pair(mount.withObject("/VolumeOptions/Labels"), value);
            case "volume-driver" ->
                mount.withObject("/VolumeOptions/DriverConfig").put("Name", value);
            case "volume-opt" -> pair(mount.withObject("/VolumeOptions/DriverConfig/Options"), value);
            case "tmpfs-size" -> mount.withObject("/TmpfsOptions").put("SizeBytes", Units.bytes(value));
            case "tmpfs-mode" -> {
                if (!value.matches("[0-7]{1,4}")) {
                    throw new IllegalArgumentException("invalid value for tmpfs-mode: " + value);
                }
                mount.withObject("/TmpfsOptions").put("Mode", Integer.parseInt(value, 8));
            }
            default ->
                throw new IllegalArgumentException("unexpected key '" + key + "' in '" + key + "=" + value + "'");
        }
    }

    private static void pair(ObjectNode map, String value) {
        int equals = value.indexOf('=');
        map.put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
    }

    private static boolean flag(String key, String value) {
        if (!value.matches("(?i:true|false|1|0|t|f)")) {
            throw new IllegalArgumentException("invalid value for " + key + ": " + value);
        }
        return value.matches("(?i:true|1|t)");
    }
}
