package io.d2k.domain.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    @ParameterizedTest
    @CsvSource({
        "amd64, amd64",
        "x86_64, amd64",
        "X86-64, amd64",
        "aarch64, arm64",
        "arm64, arm64",
        "armhf, arm",
        "armel, arm",
        "armv7l, arm",
        "i386, 386",
        "i686, 386",
        "x86, 386",
        "S390X, s390x",
        "'', ''"
    })
    void everyNameHasOneOfGo(String name, String goName) {
        assertEquals(goName, Architecture.goName(name));
    }

    @ParameterizedTest
    @CsvSource({"amd64, x86_64", "arm64, aarch64", "arm, armv7l", "386, i686", "riscv64, riscv64"})
    void theKernelHasNamesOfItsOwn(String goName, String machine) {
        assertEquals(machine, Architecture.machine(goName));
    }
}
