package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LogConfigurationTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void ourLogGoesToStandardErrorAndLibrariesAreQuiet() {
        LogConfiguration.apply(context);

        Appender<ILoggingEvent> appender =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        assertThat(appender).isInstanceOfSatisfying(ConsoleAppender.class, console -> {
            assertThat(console.getTarget()).isEqualTo("System.err");
            assertThat(console.isStarted()).isTrue();
        });
        assertThat(context.getLogger("dev.reconciler").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("io.debezium.embedded").getEffectiveLevel())
                .isEqualTo(Level.WARN);
    }

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(LogConfiguration.class);
    }

    /** The tests' own file is on the class path. */
    @Test
    void aFileWins() throws Exception {
        new ContextInitializer(context).autoConfig();

        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
    }
}
