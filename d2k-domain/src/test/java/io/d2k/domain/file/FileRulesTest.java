package io.d2k.domain.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRulesTest {
    @ParameterizedTest
    @CsvSource({
        "/, /, /, /",
        "/., /., ., /",
        "d, /d, d, /d",
        "/d/, /d/, d, /d",
        "/d/., /d/., ., /d",
        "., /., ., /",
        "../etc, /etc, etc, /etc",
        "/a//b/../c, /a/c, c, /a/c",
        "/a/.., /, /, /",
        "/a/b.txt., /a/b.txt., b.txt., /a/b.txt."
    })
    void pathsAreResolvedAsMobyDoes(String written, String text, String base, String plain) {
        ContainerPath path = ContainerPath.of(written);

        assertEquals(text, path.text());
        assertEquals(base, path.base());
        assertEquals(plain, path.plain());
    }

    @ParameterizedTest
    @CsvSource({"/d/l, f, /d/f", "/d/l, /nowhere/x, /nowhere/x", "/rel, nope/deeper, /nope/deeper", "/d/l, ../../x, /x"
    })
    void aLinkWithoutTargetLeadsWhereItsWordsSay(String at, String link, String target) {
        assertEquals(target, new ContainerPath(at).follow(link));
    }

    @ParameterizedTest
    @CsvSource({"/a, /, true", "/a, /a, true", "/a/b, /a/, true", "/ab, /a, false", "/, /a, false"})
    void aDirectoryHoldsWhatIsBelow(String path, String directory, boolean within) {
        assertEquals(within, ContainerPath.within(path, directory));
    }

    // the right side is what Go says: fs.FileMode of a file with these bits
    @ParameterizedTest
    @CsvSource({
        "81a4, 420", // 0100644
        "41ed, 2147484141", // a directory, 0755
        "a1ff, 134218239", // a symbolic link
        "8 9ed, 8389101", // set-user-ID, 0755
        "43ff, 2148532735", // /tmp: sticky
        "2190, 69206416", // a character device
        "61b0, 67109296", // a block device
        "11a4, 33554852", // a pipe
        "c1ed, 16777709" // a socket
    })
    void modesAreGos(String kernel, long go) {
        assertEquals(go, FileMode.of(Integer.parseInt(kernel.replace(" ", ""), 16)));
    }
}
