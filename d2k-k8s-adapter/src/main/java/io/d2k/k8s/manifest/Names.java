package io.d2k.k8s.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of d2k's objects and what is in them. */
public final class Names {
    /** The name of a container's process in its pods. */
    public static final String MAIN_CONTAINER = "main";
    /** How the names of objects begin that d2k has for itself. */
    public static final String OWN_PREFIX = "d2k-";
    /** The ConfigMap that holds the identity of this d2k. */
    public static final String IDENTITY = OWN_PREFIX + "identity";
    /** The ConfigMap that holds which names were taken from images. */
    public static final String REMOVED_IMAGES = OWN_PREFIX + "removed-images";

    private static final int LONGEST = 63;
    private static final String PART = "-files-";
    private static final Pattern START_PART = Pattern.compile(PART + "(\\d{1,6})-[0-9a-f]{8}-\\d+$");
    private static final int SHORT_ID = 6;

    private Names() {}

    /**
     * Returns the name of the pod of one run: it tells the container at a glance, and is the same whoever asks for that
     * run, so that it cannot be made twice.
     */
    public static String pod(String objectName, String id, int run, int restart) {
        String suffix = "-" + shortId(id) + "-" + run + (restart > 0 ? "-r" + restart : "");
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the name of the ConfigMap with the logs of earlier runs. */
    public static String logArchive(String objectName, String id) {
        String suffix = "-" + shortId(id) + "-log";
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the name of the ConfigMap with the small archives that are unpacked before each start. */
    public static String startFiles(String objectName, String id) {
        String suffix = "-" + shortId(id) + "-files";
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /**
     * Returns the name of a ConfigMap with a part of an archive that does not fit into the common one.
     *
     * @param archive the archive's number among those of the container
     * @param digest tells its content from that of an archive which was given up
     * @param part the part's number
     */
    public static String startPart(String objectName, String id, int archive, String digest, int part) {
        String suffix = "-" + shortId(id) + PART + archive + "-" + digest + "-" + part;
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the number of the archive that a ConfigMap of that name has a part of; nothing for other names. */
    public static OptionalInt startPartArchive(String name) {
        Matcher matcher = START_PART.matcher(name);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Returns the name of a pod that shows the files of a container. */
    public static String fileView(String objectName, String id, String random) {
        String suffix = "-" + shortId(id) + "-view-" + shortId(random);
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the name of the Service that publishes ports of a container. */
    public static String published(String objectName, String id, String part) {
        String suffix = "-" + shortId(id) + "-" + part;
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the name of a swarm service's record. */
    public static String serviceRecord(String objectName) {
        return "d2k-service-" + objectName;
    }

    /** Returns the name of the pod of one task of a swarm service: the same whoever asks for that task. */
    public static String task(String objectName, String id, String place, int revision, int attempt) {
        String suffix = "-" + shortId(id) + "-" + place + "-" + revision + (attempt > 0 ? "-r" + attempt : "");
        return cut(objectName, LONGEST - suffix.length()) + suffix;
    }

    /** Returns the name of a network's ConfigMap. */
    public static String network(String id) {
        return OWN_PREFIX + "network-" + Keys.idLabel(id);
    }

    /** Returns the name of the ConfigMap of a volume that is a directory of the node. */
    public static String volume(String name) {
        return "d2k-volume-" + Keys.idLabel(digest("volume " + name));
    }

    /** Returns the name of the ConfigMap of a pulled image. */
    public static String image(String reference) {
        return OWN_PREFIX + "image-" + Keys.idLabel(digest(reference));
    }

    /** Returns the name of the Secret with the credentials for a repository. */
    public static String pullSecret(String repository) {
        return "d2k-pull-" + Keys.idLabel(digest(repository));
    }

    /** Returns a name as far as a label value can hold it: letters, digits, {@code -_.}, at most 63, ends alphanumeric. */
    public static String label(String name) {
        String value = name.replaceAll("[^A-Za-z0-9_.-]", "-");
        value = value.length() <= LONGEST ? value : value.substring(0, LONGEST);
        return value.replaceAll("^[^A-Za-z0-9]+", "").replaceAll("[^A-Za-z0-9]+$", "");
    }

    /** Returns an ID for something that has only a name: 64 hexadecimal digits. */
    public static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length())).toLowerCase(Locale.ROOT);
    }

    private static String cut(String name, int length) {
        String head = name.length() <= length ? name : name.substring(0, length);
        return head.replaceAll("[^a-z0-9]+$", "");
    }
}
