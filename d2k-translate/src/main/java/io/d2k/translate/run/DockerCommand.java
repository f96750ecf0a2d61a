package io.d2k.translate.run;

import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command line of Docker's that makes something, as what it asks for. */
public sealed interface DockerCommand {
    /**
     * {@code docker run}, {@code docker create}, {@code docker service create}.
     *
     * @param requests what it sends
     * @param swarm whether it is for a swarm
     */
    record Sends(List<ApiRequest> requests, boolean swarm) implements DockerCommand {
        /** Copies the list. */
        public Sends {
            requests = List.copyOf(requests);
        }
    }

    /**
     * {@code docker stack deploy}.
     *
     * @param files the Compose files
     * @param name the name of the stack
     */
    record DeploysStack(List<String> files, String name) implements DockerCommand {
        /** Copies the list. */
        public DeploysStack {
            files = List.copyOf(files);
        }
    }

    /**
     * Reads a command line.
     *
     * @param words the whole line, also without {@code docker}
     * @param environment variables that {@code -e NAME} takes over
     * @param problems told of flags that change nothing
     * @throws InputException in the words of Docker's command line when it is wrong
     */
    static DockerCommand parse(List<String> words, Map<String, String> environment, Problems problems) {
        List<String> line = new ArrayList<>(words);
        if (line.size() == 1 && line.getFirst().contains(" ")) {
            line = new ArrayList<>(Units.words(line.getFirst()));
        }
        drop(line, "docker");
        drop(line, "container");
        String command = line.isEmpty() ? "" : line.removeFirst();
        String second = line.isEmpty() ? "" : line.getFirst();
        return switch (command) {
            case "run", "create" ->
                new Sends(RunCommand.parse(command.equals("run"), line, environment, problems), false);
            case "service" -> {
                require(second.equals("create"), words);
                List<String> rest = line.subList(1, line.size());
                yield new Sends(ServiceCommand.parse(rest, environment, problems), true);
            }
            case "stack" -> {
                require(second.equals("deploy") || second.equals("up"), words);
                yield stack(line.subList(1, line.size()));
            }
            case "compose" -> throw new InputException("give the Compose file by -f in place of docker compose");
            default -> throw strange(words);
        };
    }

    private static DockerCommand stack(List<String> words) {
        List<String> before = new ArrayList<>(words);
        // flags may stand behind the name as well
        List<String> names = new ArrayList<>();
        Flags flags = Flags.parse(FlagSet.STACK, before);
        while (!flags.arguments().isEmpty()) {
            names.add(flags.arguments().getFirst());
            int rest = before.size() - flags.arguments().size();
            before.remove(rest);
            flags = Flags.parse(FlagSet.STACK, before);
        }
        if (names.size() != 1) {
            throw flags.wrong("\"docker stack deploy\" requires exactly 1 argument.");
        }
        if (flags.all("compose-file").isEmpty()) {
            throw new InputException("Please specify a Compose file (with --compose-file)");
        }
        return new DeploysStack(flags.all("compose-file"), names.getFirst());
    }

    private static void require(boolean known, List<String> words) {
        if (!known) {
            throw strange(words);
        }
    }

    private static InputException strange(List<String> words) {
        return new InputException("docker run, create, service create or stack deploy is expected, not \""
                + String.join(" ", words) + "\"");
    }

    private static void drop(List<String> line, String word) {
        if (!line.isEmpty() && line.getFirst().equals(word)) {
            line.removeFirst();
        }
    }
}
