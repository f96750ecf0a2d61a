package io.d2k.domain.exec;

import java.util.OptionalInt;

/**
 * The state of an exec.
 *
 * @param id 64 hexadecimal digits
 * @param containerId the container that it runs in
 * @param spec what runs
 * @param user as whom it runs: the one asked for, else the container's; empty for root
 * @param running whether it runs now
 * @param exitCode nothing before it has ended
 */
public record ExecView(
        String id, String containerId, ExecSpec spec, String user, boolean running, OptionalInt exitCode) {}
