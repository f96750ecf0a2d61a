package io.d2k.domain.engine;

import io.d2k.domain.container.KeptLayer;

/**
 * How a shell in a container tells where the container's own files lie: by what the kernel says of the mounts (proc(5),
 * mountinfo), in the file that the kubelet takes the last words from. It says nothing where the image lacks the tools that
 * put the files in place again, and nothing of file systems other than overlayfs.
 */
final class LayerReport {
    /** What the kernel says of the mounts. */
    static final String MOUNTS = "/proc/self/mountinfo";

    /** With which of the archives for the start are among the files. In a shell of its own, which leaves variables alone. */
    private static final String SCRIPT =
            "( for t in find id rm sed stat tar; do command -v $t >/dev/null || exit; done; n=-1;"
                    + " for f in /.d2k/*.t[ag][rz]; do [ ! -e \"$f\" ] || { f=${f##*/}; n=${f%%.*}; }; done;"
                    + " while read -r i p d r m o; do case \"$m $o\" in '/ '*' - overlay '*upperdir=*) o=${o##*upperdir=};"
                    + " printf '" + KeptLayer.WORDS
                    + "%s %s' \"$n\" \"${o%%,*}\" >'MESSAGE';; esac; done <'MOUNTS' ) 2>/dev/null; ";

    private LayerReport() {}

    /** Says once more what is in that file, so that who asks need not wait for the kubelet to read it. */
    private static final String SAY = "( read -r w <'MESSAGE'; echo \"$w\" ) 2>/dev/null; ";

    /** Returns a command of a shell that tells it in that file and to whom it was begun for. */
    static String answer(String message) {
        return script(message, MOUNTS) + SAY.replace("MESSAGE", message);
    }

    /** Returns a command of a shell that tells it in that file, by what another one says of mounts. */
    static String script(String message, String mounts) {
        return SCRIPT.replace("MESSAGE", message).replace("MOUNTS", mounts);
    }
}
