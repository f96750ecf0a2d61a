package io.d2k.domain.system;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of API servers, such as {@code v1.34.1}. */
public final class KubernetesVersion {
    private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d{1,4}).*");

    /** Since it, the end of a process's input can be told while its output goes on. */
    private static final int HALF_CLOSES = 30;

    /** Since it, a kubelet tells how what ran in a pod has ended whose time is up. */
    private static final int TELLS_OF_DEADLINES = 22;

    /** Since it, a pod says by a field which profile of AppArmor its processes have. */
    private static final int APP_ARMOR_FIELD = 30;

    /** Since it, a host name of a pod may have dots ({@code hostnameOverride}, KEP 4762, on by default). */
    private static final int DOTTED_HOSTNAMES = 35;

    private KubernetesVersion() {}

    /** Returns the minor version; nothing where the text is no version of Kubernetes. */
    public static OptionalInt minor(String text) {
        Matcher version = VERSION.matcher(text);
        return version.matches() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
    }

    /** Returns whether a text is the version of a cluster: where manifests are printed alone, there is none. */
    public static boolean ofCluster(String text) {
        return minor(text).isPresent();
    }

    /** Returns whether a process can be told that its input has ended while its output goes on. */
    public static boolean halfCloses(String text) {
        return minor(text).orElse(HALF_CLOSES) >= HALF_CLOSES;
    }

    /** Returns whether pods have a field for their profile of AppArmor; older clusters drop it unread. */
    public static boolean hasAppArmorField(String text) {
        return minor(text).orElse(0) >= APP_ARMOR_FIELD;
    }

    /** Returns whether the host name of a pod may have dots; older clusters drop it unread. */
    public static boolean hasDottedHostnames(String text) {
        return minor(text).orElse(0) >= DOTTED_HOSTNAMES;
    }

    /** Returns whether a pod whose {@code activeDeadlineSeconds} are over tells how its process has ended. */
    public static boolean tellsOfDeadlines(String text) {
        return minor(text).orElse(TELLS_OF_DEADLINES) >= TELLS_OF_DEADLINES;
    }
}
