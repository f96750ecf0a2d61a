package io.d2k.domain.container.projection;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.Observed.waiting;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Observed.Pod;
import io.d2k.domain.fake.Specs;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the cluster may show of a container, and the state that Docker would tell. */
final class StateCases {
    private StateCases() {}

    static Specs once() {
        return Specs.of("busybox").cmd("true");
    }

    static Specs retrying(int most) {
        return once().onFailure(most);
    }

    static Specs service(Mode mode) {
        return Specs.of("busybox").restart(mode, 0);
    }

    static ProcessState.Ended oom() {
        return new ProcessState.Ended(137, "OOMKilled", "", at(10), at(20));
    }

    static ProcessState.Ended startError(String message) {
        return new ProcessState.Ended(128, "StartError", message, Instant.EPOCH, at(20));
    }

    static Stream<Arguments> runOnce() {
        return Stream.of(
                arguments("never started", Observed.runOnce(once()), "created code=0 restarts=0"),
                arguments(
                        "being scheduled",
                        Observed.runOnce(once()).pod(1, 0, waiting("", "")),
                        "created code=0 restarts=0"),
                arguments(
                        "image being pulled",
                        Observed.runOnce(once()).pod(1, 0, waiting("ContainerCreating", "")),
                        "created code=0 restarts=0"),
                arguments(
                        "image missing",
                        Observed.runOnce(once()).pod(1, 0, waiting("ErrImagePull", "no such thing")),
                        "created code=128 restarts=0 no such thing"),
                arguments(
                        "refused by the node",
                        Observed.runOnce(once())
                                .pod(
                                        1,
                                        0,
                                        new ProcessState.Ended(
                                                137, "SysctlForbidden", "forbidden sysctl", Instant.EPOCH, at(20))),
                        "created code=128 restarts=0 the node refused the pod: SysctlForbidden: forbidden sysctl"),
                arguments(
                        "refused by a node without room",
                        Observed.runOnce(once())
                                .pod(1, 0, new ProcessState.Ended(137, "OutOfcpu", "no room", Instant.EPOCH, at(20))),
                        "created code=128 restarts=0 the node refused the pod: OutOfcpu: no room"),
                arguments(
                        "image missing, without words",
                        Observed.runOnce(once()).pod(1, 0, waiting("ImagePullBackOff", "")),
                        "created code=128 restarts=0 ImagePullBackOff"),
                arguments("running", Observed.runOnce(once()).pod(1, 0, running(10)), "running code=0 restarts=0"),
                arguments(
                        "ended, not recorded yet",
                        Observed.runOnce(once()).pod(1, 0, ended(3, 10, 20)),
                        "exited code=3 restarts=0"),
                arguments(
                        "ended and recorded",
                        Observed.runOnce(once()).last(1, 3, 0).pod(1, 0, ended(3, 10, 20)),
                        "exited code=3 restarts=0"),
                arguments(
                        "ended, pod being deleted",
                        Observed.runOnce(once()).pod(1, 0, ended(3, 10, 20), Pod::leaving),
                        "exited code=3 restarts=0"),
                arguments(
                        "ended and recorded, pod gone",
                        Observed.runOnce(once()).last(1, 3, 0),
                        "exited code=3 restarts=0"),
                arguments(
                        "still running though recorded: a start that took too long",
                        Observed.runOnce(once()).last(1, 3, 0).pod(1, 0, running(10), Pod::leaving),
                        "running code=0 restarts=0"),
                arguments("out of memory", Observed.runOnce(once()).pod(1, 0, oom()), "exited code=137 restarts=0 oom"),
                arguments(
                        "killed by hand: the code of the kill wins",
                        Observed.runOnce(once()).ending(1, 9).pod(1, 0, ended(143, 10, 20), Pod::leaving),
                        "exited code=137 restarts=0"),
                arguments(
                        "stopped by hand: the process's own code counts",
                        Observed.runOnce(once()).ending(1, 15).pod(1, 0, ended(5, 10, 20)),
                        "exited code=5 restarts=0"),
                arguments(
                        "an earlier run was killed by hand",
                        Observed.runOnce(once()).ending(1, 9).last(1, 137, 0).pod(2, 0, ended(5, 110, 120)),
                        "exited code=5 restarts=0"),
                arguments(
                        "killed by hand, pod gone before its code was seen",
                        Observed.runOnce(once()).ending(1, 9),
                        "exited code=137 restarts=0"),
                arguments(
                        "killed by hand and recorded, pod gone",
                        Observed.runOnce(once()).ending(1, 9).last(1, 137, 0),
                        "exited code=137 restarts=0"),
                arguments(
                        "the second run waits",
                        Observed.runOnce(once())
                                .last(1, 3, 0)
                                .pod(1, 0, ended(3, 10, 20))
                                .pod(2, 0, waiting("", "")),
                        "exited code=3 restarts=0"),
                arguments(
                        "the second run runs, the first's pod is there still",
                        Observed.runOnce(once())
                                .last(1, 3, 0)
                                .pod(1, 0, ended(3, 10, 20))
                                .pod(2, 0, running(110)),
                        "running code=0 restarts=0"),
                arguments(
                        "the second run is being killed, the first's pod is there still",
                        Observed.runOnce(once())
                                .last(1, 3, 0)
                                .ending(2, 9)
                                .pod(1, 0, ended(3, 10, 20))
                                .pod(2, 0, running(110), Pod::leaving),
                        "running code=0 restarts=0"),
                arguments(
                        "the second run was killed, the first's pod is there still",
                        Observed.runOnce(once())
                                .last(1, 3, 0)
                                .ending(2, 9)
                                .pod(1, 0, ended(3, 10, 20))
                                .pod(2, 0, ended(137, 110, 120), Pod::leaving),
                        "exited code=137 restarts=0"),
                arguments(
                        "command missing",
                        Observed.runOnce(once())
                                .pod(1, 0, startError("exec: \"nope\": executable file not found in $PATH")),
                        "created code=127 restarts=0 exec: \"nope\": executable file not found in $PATH"),
                arguments(
                        "command not executable",
                        Observed.runOnce(once()).pod(1, 0, startError("exec /etc/passwd: permission denied")),
                        "created code=126 restarts=0 exec /etc/passwd: permission denied"),
                arguments(
                        "container could not be made",
                        Observed.runOnce(once()).pod(1, 0, waiting("CreateContainerError", "bad mount")),
                        "created code=128 restarts=0 bad mount"),
                arguments(
                        "failed start after a success",
                        Observed.runOnce(once()).last(1, 0, 0).failed(2),
                        "exited code=128 restarts=0 refused"),
                arguments(
                        "failed starts after a failure",
                        Observed.runOnce(once()).last(1, 5, 0).failed(2).failed(3),
                        "exited code=5 restarts=0 refused"),
                arguments(
                        "command missing after a failure",
                        Observed.runOnce(once())
                                .last(1, 5, 0)
                                .pod(2, 0, startError("exec: \"nope\": executable file not found in $PATH")),
                        "exited code=127 restarts=0 exec: \"nope\": executable file not found in $PATH"),
                arguments(
                        "failed start, pod gone",
                        Observed.runOnce(once())
                                .with(r -> r.withLastRun(new LastRun(
                                        1, false, 127, false, "nope", Optional.empty(), Optional.empty(), 0))),
                        "created code=127 restarts=0 nope"),
                arguments(
                        "being removed",
                        Observed.runOnce(once()).last(1, 3, 0).removing(),
                        "removing code=3 restarts=0"));
    }

    static Stream<Arguments> onFailure() {
        return Stream.of(
                arguments(
                        "failed, to be tried again",
                        Observed.runOnce(retrying(2)).pod(1, 0, ended(4, 10, 20)),
                        "restarting code=4 restarts=1"),
                arguments(
                        "the next try waits for its pod to start",
                        Observed.runOnce(retrying(2))
                                .pod(1, 0, ended(4, 10, 20))
                                .pod(1, 1, waiting("", "")),
                        "restarting code=4 restarts=1"),
                arguments(
                        "the next try waits, the failed pod has gone",
                        Observed.runOnce(retrying(2)).pod(1, 2, waiting("", "")),
                        "restarting code=0 restarts=2"),
                arguments(
                        "the next try runs",
                        Observed.runOnce(retrying(2)).pod(1, 1, running(30)),
                        "running code=0 restarts=1"),
                arguments(
                        "failed as often as allowed",
                        Observed.runOnce(retrying(2)).pod(1, 2, ended(4, 50, 60)),
                        "exited code=4 restarts=2"),
                arguments(
                        "without bound",
                        Observed.runOnce(retrying(0)).pod(1, 77, ended(4, 50, 60)),
                        "restarting code=4 restarts=78"),
                arguments(
                        "ended well",
                        Observed.runOnce(retrying(2)).pod(1, 1, ended(0, 50, 60)),
                        "exited code=0 restarts=1"),
                arguments(
                        "failed and stopped by hand",
                        Observed.runOnce(retrying(2)).ending(1, 15).pod(1, 0, ended(4, 10, 20)),
                        "exited code=4 restarts=0"),
                arguments(
                        "could not start",
                        Observed.runOnce(retrying(2)).pod(1, 0, startError("no such file or directory")),
                        "created code=127 restarts=0 no such file or directory"),
                arguments(
                        "the second start after a recorded failure waits",
                        Observed.runOnce(retrying(2)).last(1, 4, 2).pod(2, 0, waiting("", "")),
                        "exited code=4 restarts=2"));
    }

    static Stream<Arguments> deployments() {
        return Stream.of(
                arguments(
                        "never started",
                        Observed.deployment(service(Mode.ALWAYS))
                                .with(r -> r.withEnding(new io.d2k.domain.container.Ending(0, 15, at(0)))),
                        "created code=0 restarts=0"),
                arguments(
                        "being scheduled",
                        Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, waiting("", "")),
                        "created code=0 restarts=0"),
                arguments(
                        "running",
                        Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, running(10)),
                        "running code=0 restarts=0"),
                arguments(
                        "image missing",
                        Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, waiting("ErrImagePull", "gone")),
                        "created code=128 restarts=0 gone"),
                arguments(
                        "ended, the kubelet will start it again",
                        Observed.deployment(service(Mode.ALWAYS)).pod(0, 0, ended(1, 10, 20)),
                        "restarting code=1 restarts=1"),
                arguments(
                        "ended well, always starts again",
                        Observed.deployment(service(Mode.UNLESS_STOPPED)).pod(0, 0, ended(0, 10, 20)),
                        "restarting code=0 restarts=1"),
                arguments(
                        "backing off",
                        Observed.deployment(service(Mode.ALWAYS))
                                .pod(0, 0, waiting("CrashLoopBackOff", ""), p -> p.restarted(2, ended(1, 10, 20))),
                        "restarting code=1 restarts=3"),
                arguments(
                        "running again",
                        Observed.deployment(service(Mode.ALWAYS))
                                .pod(0, 0, running(30), p -> p.restarted(3, ended(1, 10, 20))),
                        "running code=0 restarts=3"),
                arguments(
                        "backing off from a command that is missing",
                        Observed.deployment(service(Mode.ALWAYS))
                                .pod(
                                        0,
                                        0,
                                        waiting("CrashLoopBackOff", ""),
                                        p -> p.restarted(1, startError("executable file not found"))),
                        "created code=127 restarts=1 executable file not found"),
                arguments(
                        "restart no: ended",
                        Observed.deployment(Specs.of("web")).pod(0, 0, ended(2, 10, 20)),
                        "exited code=2 restarts=0"),
                arguments(
                        "restart no: ended and backing off",
                        Observed.deployment(Specs.of("web"))
                                .pod(0, 0, waiting("CrashLoopBackOff", ""), p -> p.restarted(0, ended(2, 10, 20))),
                        "exited code=2 restarts=0"),
                arguments(
                        "restart no: ended and begun once more by the kubelet",
                        Observed.deployment(Specs.of("web"))
                                .pod(0, 0, running(30), p -> p.restarted(1, ended(2, 10, 20))),
                        "exited code=2 restarts=0"),
                arguments(
                        "restart no: recorded, pod leaving",
                        Observed.deployment(Specs.of("web")).last(1, 2, 0).pod(0, 0, ended(143, 10, 20), Pod::leaving),
                        "exited code=2 restarts=0"),
                arguments(
                        "stopped, the process still ends",
                        Observed.deployment(service(Mode.ALWAYS)).ending(1, 15).pod(0, 0, running(10), Pod::leaving),
                        "running code=0 restarts=0"),
                arguments(
                        "stopped, the process still ends, and its Deployment has begun to replace it",
                        Observed.deployment(service(Mode.ALWAYS))
                                .ending(1, 15)
                                .pod(0, 0, running(10), Pod::leaving)
                                .pod(0, 0, waiting("ContainerCreating", "")),
                        "running code=0 restarts=0"),
                arguments(
                        "stopped, the process has ended, and its Deployment had begun to replace it",
                        Observed.deployment(service(Mode.ALWAYS))
                                .ending(1, 15)
                                .pod(0, 0, ended(0, 10, 20), Pod::leaving)
                                .pod(0, 0, waiting("ContainerCreating", "")),
                        "exited code=0 restarts=0"),
                arguments(
                        "stopped and recorded",
                        Observed.deployment(service(Mode.ALWAYS)).ending(1, 15).last(1, 0, 0),
                        "exited code=0 restarts=0"),
                arguments(
                        "stopped and recorded, begun once more by the kubelet",
                        Observed.deployment(Specs.of("web"))
                                .ending(1, 3)
                                .last(1, 0, 0)
                                .pod(
                                        0,
                                        0,
                                        running(30),
                                        p -> p.restarted(1, ended(0, 10, 20)).leaving()),
                        "exited code=0 restarts=0"),
                arguments(
                        "killed, pod gone before its code was seen",
                        Observed.deployment(service(Mode.ALWAYS)).ending(1, 9),
                        "exited code=137 restarts=0"),
                arguments(
                        "started again while the old pod leaves",
                        Observed.deployment(service(Mode.ALWAYS))
                                .last(1, 0, 0)
                                .with(r -> r.started(2))
                                .pod(0, 0, ended(0, 10, 20), Pod::leaving),
                        "exited code=0 restarts=0"),
                arguments(
                        "started again while the kubelet begins the old pod's once more",
                        Observed.deployment(service(Mode.ALWAYS))
                                .last(1, 3, 0)
                                .with(r -> r.started(2))
                                .pod(
                                        1,
                                        0,
                                        running(30),
                                        p -> p.restarted(1, ended(3, 10, 20)).leaving()),
                        "exited code=3 restarts=0"),
                arguments(
                        "started again and ended, while the old pod runs still",
                        Observed.deployment(Specs.of("web"))
                                .last(1, 3, 0)
                                .with(r -> r.started(2))
                                .pod(1, 0, running(30), p -> p.restarted(1, ended(3, 10, 20)))
                                .pod(2, 0, ended(4, 40, 50)),
                        "exited code=4 restarts=0"),
                arguments(
                        "started again: the new pod counts",
                        Observed.deployment(service(Mode.ALWAYS))
                                .last(1, 0, 0)
                                .with(r -> r.started(2))
                                .pod(0, 0, ended(0, 10, 20), Pod::leaving)
                                .pod(0, 0, running(30)),
                        "running code=0 restarts=0"));
    }
}
