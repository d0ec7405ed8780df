package dev.reconciler.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's configuration unless Logback is given a file ({@code -Dlogback.configurationFile}). It is code because reading a file
 * takes a fifth of a second of each command.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    private static final String PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level [%thread] %logger{36} - %msg%n";

    /**
     * Libraries log only when something is wrong. Debezium's registry warns about catalog types that no table uses, and its
     * providers about being the ones that we chose.
     */
    private static final Map<String, Level> LIBRARIES = Map.of(
            "io.debezium", Level.WARN,
            "io.debezium.connector.postgresql.TypeRegistry", Level.ERROR,
            "io.debezium.snapshot", Level.ERROR,
            "org.apache.kafka", Level.WARN,
            "com.zaxxer.hikari", Level.WARN,
            "com.github.kagkarlsson", Level.WARN,
            "org.flywaydb", Level.WARN,
            "io.zonky", Level.WARN,
            "org.eclipse.jetty", Level.WARN,
            "io.javalin", Level.WARN);

    /** Replaces the configuration that is in force. */
    public static void replaceCurrent() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        apply(context);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        DefaultJoranConfigurator file = new DefaultJoranConfigurator();
        file.setContext(context);
        if (file.findURLOfDefaultConfigurationFile(false) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        apply(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void apply(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        // Results go to standard output, so logs must not.
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("STDERR");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        LIBRARIES.forEach((name, level) -> context.getLogger(name).setLevel(level));
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
    }
}
