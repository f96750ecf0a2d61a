package io.d2k.domain.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountsTest {
    @Test
    void firstLinesCountAndBrokenOnesDoNot() {
        String passwd = """
                root:x:0:0:root:/root:/bin/sh
                # a:x:1:1::/:
                app:x:1000:1000::/home/app:/bin/sh
                app:x:1001:1001::/home/app:/bin/sh
                :x:5:5::/:
                short:x
                odd:x:many:1::/:

                last:x:7:7""";
        String group = "root:x:0:\nwheel:x:10:root,app\n";
        assertEquals(
                new Accounts(Map.of("root", 0L, "app", 1000L, "last", 7L), Map.of("root", 0L, "wheel", 10L)),
                Accounts.parse(passwd, group));
        assertEquals(Accounts.NONE, Accounts.parse("", ""));
    }

    @Test
    void namesAreChosen() {
        Accounts all = new Accounts(Map.of("a", 1L, "b", 2L), Map.of("a", 3L, "c", 4L));
        assertEquals(new Accounts(Map.of("a", 1L), Map.of("c", 4L)), all.of(List.of("a", "a", "x"), List.of("c", "b")));
    }
}
