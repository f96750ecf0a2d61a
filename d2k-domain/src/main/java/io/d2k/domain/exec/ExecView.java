package io.d2k.domain.exec;

import java.util.OptionalInt;

/**
 * The state of an exec.
 *
 * @param id 64 hexadecimal digits
 * @param containerId the container that it runs in
 * @param spec what runs
 * @param running whether it runs now
 * @param exitCode nothing before it has ended
 */
public record ExecView(String id, String containerId, ExecSpec spec, boolean running, OptionalInt exitCode) {}
