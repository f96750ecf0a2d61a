package io.d2k.domain.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What a container's own shell, stat and tar are asked to do for {@code docker cp}. Paths are positional parameters, so
 * that no shell reads them. Each script answers first with one text that ends with a NUL: a letter, a space, and what
 * belongs to it.
 */
final class FileScripts {
    private static final String TOOLS = "LC_ALL=C; export LC_ALL; "
            + "need() { for c in \"$@\"; do command -v \"$c\" >/dev/null 2>&1 || { printf 'M %s\\0' \"$c\"; exit 0; }; done; }; ";

    /**
     * Where only a volume is shown, links that lead out of it are not followed: the files there are not the container's. It
     * takes the volume's directory as the first parameter, empty for no such bound, and leaves the others.
     */
    private static final String BOUND = "w=$1; shift; if [ -n \"$w\" ]; then w=$(cd \"$w\" && pwd -P) || exit 2; d=; "
            + "if [ -d \"$1\" ] && [ ! -L \"$1\" ]; then d=$(cd \"$1\" 2>/dev/null && pwd -P); "
            + "else d=$(cd \"${1%/*}/\" 2>/dev/null && pwd -P); fi; "
            + "case ${d:-$w}/ in \"$w\"/*) ;; *) printf 'O \\0'; exit 0;; esac; fi; ";

    /** Where a link leads to nothing, BusyBox' {@code readlink -f} looks for it in the wrong directory, so it is followed by hand. */
    private static final String STAT =
            "s=$(stat -c '%f %s %Y %u %g %y' \"$1\" 2>&1) || { printf 'E %s\\0' \"$s\"; exit 0; }; "
                    + "t=; r=; if [ -L \"$1\" ]; then if [ -e \"$1\" ]; then t=$(readlink -f \"$1\" 2>/dev/null); "
                    + "else p=$1; n=0; while [ -L \"$p\" ] && [ $n -lt 40 ]; do n=$((n+1)); l=$(readlink \"$p\"); "
                    + "case $l in /*) p=$l;; *) p=${p%/*}/$l;; esac; done; "
                    + "d=$(cd \"${p%/*}/\" 2>/dev/null && pwd -P) && t=${d%/}/${p##*/}; fi; "
                    + "[ -n \"$t\" ] || r=$(readlink \"$1\"); fi; "
                    + "printf 'S %s\\n%s\\n%s\\0' \"$s\" \"$t\" \"$r\"; ";

    /** The contents of /proc, /sys and /dev are the node's, not the container's: Docker does not carry them either. */
    private static final String PACK = "if [ -d \"$1\" ] && [ ! -L \"$1\" ]; then cd \"$1\" || exit 2; "
            + "[ \"$(pwd -P)\" = / ] || exec tar -cf - .; "
            + "set --; for f in * .[!.]* ..?*; do case $f in proc|sys|dev) ;; *) "
            + "if [ -e \"$f\" ] || [ -L \"$f\" ]; then set -- \"$@\" \"./$f\"; fi;; esac; done; exec tar -cf - \"$@\"; "
            + "else cd \"$2\" && exec tar -cf - \"./$3\"; fi";

    /** Tells whether a directory is one, its real path, and the user; of one that is missing, whether a file is in its way. */
    private static final String PLACE = "[ -e \"$1\" ] || { p=${1%/.}; p=${p%/}; k=self; "
            + "while [ -n \"$p\" ] && [ ! -e \"$p\" ]; do p=${p%/*}; k=above; done; "
            + "[ -z \"$p\" ] || [ -d \"$p\" ] || { printf 'D %s\\0' $k; exit 0; }; printf 'N \\0'; exit 0; }; "
            + "[ -d \"$1\" ] || { printf 'F \\0'; exit 0; }; "
            + "e=$(cd \"$1\" 2>&1) || { printf 'E %s\\0' \"$e\"; exit 0; }; cd \"$1\" || exit 2; "
            + "printf 'R %s %s %s\\0' \"$(id -u)\" \"$(id -g)\" \"$(pwd -P)\"; ";

    /**
     * Is, after the place, told kind and name of the first entry, answers whether all is
     * well, and unpacks what follows: frames of a decimal length, a line feed, and that many bytes, up to one of length 0.
     * So the archive's end does not need the end of input, which a cluster older than 1.30 cannot tell.
     */
    private static final String UNPACK = PLACE
            + "IFS= read -r k && IFS= read -r n || exit 2; x=; "
            + "case $k in F|f) if [ -d \"./$n\" ] && [ ! -L \"./$n\" ]; then x=1; fi;; "
            + "D|d) if [ -e \"./$n\" ] || [ -L \"./$n\" ]; then "
            + "if [ ! -d \"./$n\" ] || [ -L \"./$n\" ]; then x=1; fi; fi;; esac; "
            + "case $x$k in 1F|1D) printf 'X \\0'; exit 0;; 1f|1d) rm -rf \"./$n\" || exit 2;; esac; "
            + "printf 'G \\0'; "
            + "while IFS= read -r c && [ \"$c\" -gt 0 ]; do dd bs=\"$c\" count=1 iflag=fullblock 2>/dev/null "
            + "|| { echo 'dd cannot read whole blocks' >&2; break; }; done | tar -xpf -";

    private FileScripts() {}

    /**
     * Tells of a path.
     *
     * @param bound the directory that it has to lie in, empty for any
     */
    static List<String> stat(String bound, String path) {
        return script(TOOLS + "need stat readlink; " + BOUND + STAT, bound, path);
    }

    static List<String> pack(String bound, String path, String directory, String name) {
        return script(TOOLS + "need stat readlink tar; " + BOUND + STAT + PACK, bound, path, directory, name);
    }

    /** Tells of the directory that an archive is to be unpacked in. */
    static List<String> place(String path) {
        return script(TOOLS + "need id; " + PLACE, path);
    }

    static List<String> unpack(String path) {
        return script(TOOLS + "need id dd tar; " + UNPACK, path);
    }

    private static List<String> script(String text, String... parameters) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", text, "d2k-cp"));
        command.addAll(List.of(parameters));
        return command;
    }
}
