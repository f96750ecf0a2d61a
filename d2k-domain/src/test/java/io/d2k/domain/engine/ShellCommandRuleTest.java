package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCommandRuleTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ';',
            value = {
                "sh|-c|cat >/f; true; false",
                "/bin/bash|-lc|gzip > /f; true; false",
                "sh|-c|cat; false; false",
                "sh; true; true", // its commands come by the input
                "bash|-s; true; true",
                "bash|/run.sh; true; true",
                "bash|--norc|-e|-o|pipefail|/w/0; true; true", // as CI runners have their steps
                "/run.sh; false; true",
                "./up.bash|-v; false; true",
                "sh|-c|cd /d && ./up.sh -v; false; true",
                "cat|/run.sh; false; false",
                "sh|-c|cat a.sh.txt b.shx; false; false",
                "/etc/init.d/web|start; false; true",
                "service|web|start; false; true",
                "sh|-c|service web start; false; true",
                "my-service|start; false; false",
                "env|A=1|dash|-ec|x>y; true; false",
                "su|-|postgres|-c|psql >/dev/null; true; false",
                "su|postgres|-c|psql; false; false",
                "cat; false; false",
                "sh|-c|dd of=/f bs=65536; true; false", // as Ansible puts files
                "/bin/sh|-c|cd /d && dd bs=1M conv=fsync of='/f'; true; false",
                "dd|of=/f; true; false",
                "/bin/dd|bs=1M|of=/f; true; false",
                "env|A=1|dd|of=/f; true; false",
                "dd|if=/f; false; false",
                "sh|-c|dd if=/f && grep of=; false; false",
                "add|of=/f; false; false",
                "psql|-c|select 1 > 0; false; false",
                "curl|http://x/?a=1&b=2; false; false",
                "shell|a & b; false; false",
                "sh|-c|sleep 9 & echo hi; false; true",
                "sh|-c|sleep 9&; false; true",
                "su|-c|httpd &; false; true",
                "sh|-c|a && b || c; false; false",
                "sh|-c|a 2>&1; true; false",
                "bash|-c|a &>f; true; false",
                "bash|-c|a |& b; false; false",
                "sh|-c|nohup a >f 2>&1 &; true; true"
            })
    void tellsWhatShellsMayDo(String command, boolean replaceOutput, boolean leaveProcesses) {
        List<String> words = List.of(command.split("\\|(?!&)"));
        assertEquals(replaceOutput, ShellCommandRule.mayReplaceOutput(words));
        assertEquals(leaveProcesses, ShellCommandRule.mayLeaveProcesses(words));
    }
}
