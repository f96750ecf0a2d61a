package io.d2k.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.server.observe.RequestLine;
import io.d2k.server.observe.RequestScope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up java.util.logging, in which d2k, Helidon and the Kubernetes client all end. Lines go to standard error. */
public final class Logging {
    // kept, since java.util.logging holds loggers weakly and would forget their levels
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OWN = Logger.getLogger("io.d2k");
    /** Has a stack trace for each malformed request: strangers would fill the log. */
    private static final Logger CONNECTIONS = Logger.getLogger("io.helidon.webserver.http1.Http1Connection");

    private Logging() {}

    /** Sets level and form: the level is that of d2k's own lines; others speak from warnings on. */
    public static void configure(Level level, boolean json) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler console = new ConsoleHandler();
        console.setLevel(java.util.logging.Level.ALL);
        console.setFormatter(json ? new JsonLines() : new TextLines());
        ROOT.addHandler(console);
        ROOT.setLevel(java.util.logging.Level.WARNING);
        OWN.setLevel(translate(level));
        CONNECTIONS.setLevel(java.util.logging.Level.SEVERE);
    }

    private static java.util.logging.Level translate(Level level) {
        return switch (level) {
            case ALL, TRACE -> java.util.logging.Level.FINER;
            case DEBUG -> java.util.logging.Level.FINE;
            case INFO -> java.util.logging.Level.INFO;
            case WARNING -> java.util.logging.Level.WARNING;
            case ERROR, OFF -> java.util.logging.Level.SEVERE;
        };
    }

    private static String levelOf(LogRecord entry) {
        int value = entry.getLevel().intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return "warning";
        }
        return value >= java.util.logging.Level.INFO.intValue() ? "info" : "debug";
    }

    private static Optional<String> trace(LogRecord entry) {
        return Optional.ofNullable(entry.getThrown()).map(thrown -> {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        });
    }

    private static final class TextLines extends Formatter {
        @Override
        public String format(LogRecord entry) {
            return entry.getInstant() + " " + levelOf(entry) + " " + formatMessage(entry) + "\n"
                    + trace(entry).orElse("");
        }
    }

    private static final class JsonLines extends Formatter {
        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public String format(LogRecord entry) {
            ObjectNode line = mapper.createObjectNode()
                    .put("time", entry.getInstant().toString())
                    .put("level", levelOf(entry))
                    .put("message", formatMessage(entry))
                    .put("logger", entry.getLoggerName());
            RequestScope.current().ifPresent(scope -> line.put("request", scope.id()));
            Object[] parameters = entry.getParameters();
            if (parameters != null && parameters.length == 1 && parameters[0] instanceof RequestLine request) {
                request.fields().forEach(line::putPOJO);
            }
            Optional.ofNullable(entry.getThrown()).ifPresent(e -> line.put("exception", String.valueOf(e)));
            trace(entry).ifPresent(t -> line.put("trace", t));
            return line + "\n";
        }
    }
}
