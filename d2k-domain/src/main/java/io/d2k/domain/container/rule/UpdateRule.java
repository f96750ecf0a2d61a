package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.PodPlan.Resources;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import java.util.Optional;

/** What an update may change (moby {@code daemon/update.go}, {@code container_unix.go}). */
public final class UpdateRule {
    private UpdateRule() {}

    /**
     * Checks an update by itself, before anybody asks which container it is for.
     *
     * @throws EngineException of kind INVALID in Docker's words
     */
    public static void check(ContainerUpdate update, Warnings warnings) {
        ResourceSpec asked = update.asked().resources();
        // a bound of swap alone goes with the memory in force, which is looked at later
        boolean swapAlone = asked.memoryBytes() == 0 && asked.memorySwapBytes() > 0;
        ResourceRule.check(swapAlone ? withoutSwap(asked) : asked);
        ResourceRule.warn(asked, warnings);
        OtherSettingsRule.judge(update.asked(), warnings);
        update.restart().ifPresent(RestartPolicyRule::check);
    }

    /**
     * Checks that an update goes with the settings in force.
     *
     * @throws EngineException of kind CONFLICT in Docker's words, without what precedes them
     */
    public static void requireFits(ContainerSpec now, ContainerUpdate update) {
        ResourceSpec in = now.resources();
        ResourceSpec asked = update.asked().resources();
        conflict(asked.nanoCpus() > 0 && in.cpuPeriodMicros() > 0, cpus("Nano CPUs", "CPU Period"));
        conflict(asked.nanoCpus() > 0 && in.cpuQuotaMicros() > 0, cpus("Nano CPUs", "CPU Quota"));
        conflict(asked.cpuPeriodMicros() > 0 && in.nanoCpus() > 0, cpus("CPU Period", "NanoCPUs"));
        conflict(asked.cpuQuotaMicros() > 0 && in.nanoCpus() > 0, cpus("CPU Quota", "NanoCPUs"));
        conflict(
                asked.memoryBytes() != 0 && asked.memoryBytes() > swap(in) && asked.memorySwapBytes() == 0,
                "Memory limit should be smaller than already set memoryswap limit,"
                        + " update the memoryswap at the same time");
        conflict(
                now.autoRemove() && update.restart().filter(r -> r.restarts()).isPresent(),
                "Restart policy cannot be updated because AutoRemove is enabled for the container");
    }

    /**
     * Checks and translates the limits of the container as it will be.
     *
     * @throws EngineException of kind INVALID in Docker's words
     */
    public static Resources translate(ContainerSpec updated, Optional<String> gpuResource) {
        return ResourceRule.translate(updated.resources(), gpuResource, new Warnings());
    }

    /** Warns where a container that runs keeps its old limits. */
    public static void explain(ResizeOutcome outcome, Warnings warnings) {
        switch (outcome) {
            case ResizeOutcome.Taken() -> {}
            case ResizeOutcome.Refused() ->
                warnings.add("Kubernetes cannot change the limits of a running pod here."
                        + " The new limits hold from the next start of the container.");
            case ResizeOutcome.Pending(String reason) ->
                warnings.add("The node cannot change the limits of the running pod now: " + reason
                        + ". The new limits hold from the next start of the container at the latest.");
        }
    }

    /** Returns Docker's bound of memory and swap: twice the memory where nothing was asked. */
    private static long swap(ResourceSpec spec) {
        return spec.memorySwapBytes() == 0 ? spec.memoryBytes() * 2 : spec.memorySwapBytes();
    }

    private static String cpus(String asked, String set) {
        return "Conflicting options: " + asked + " cannot be updated as " + set + " has already been set";
    }

    private static void conflict(boolean present, String words) {
        if (present) {
            throw EngineException.conflict(words);
        }
    }

    private static ResourceSpec withoutSwap(ResourceSpec s) {
        return new ResourceSpec(
                s.memoryBytes(),
                s.memoryReservationBytes(),
                0,
                s.nanoCpus(),
                s.cpuShares(),
                s.cpuQuotaMicros(),
                s.cpuPeriodMicros(),
                s.pidsLimit(),
                s.shmBytes(),
                s.reservedNanoCpus(),
                s.reservedMemoryBytes(),
                s.gpus(),
                s.ulimits());
    }
}
