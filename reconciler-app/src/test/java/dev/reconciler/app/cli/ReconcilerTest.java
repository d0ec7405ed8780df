package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.Main;
import dev.reconciler.app.config.ConfigSchema;
import dev.reconciler.rules.RuleSchema;
import dev.reconciler.run.RunListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

@Tag("unit")
class ReconcilerTest {

    @Test
    void aResultIsAllThatIsOnStandardOutput() {
        Outcome outcome = Outcome.of(List.of(new ConfigCommand()), "config", "schema");

        assertThat(outcome).isEqualTo(new Outcome(0, ConfigSchema.text(), ""));
    }

    @Test
    void schemaOfRuleFilesIsPrinted() {
        Outcome outcome = Outcome.of(List.of(new ConfigCommand()), "config", "schema", "--rules");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .isEqualTo(RuleSchema.text())
                .contains("expect_empty")
                .isNotEqualTo(ConfigSchema.text());
    }

    @Test
    void aMistypedCommandExitsWith2AndAHint() {
        Outcome outcome = Outcome.of(List.of(new ConfigCommand()), "confg");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("confg", "Did you mean", "config", "Try 'reconciler --help'");
    }

    @Test
    void noCommandExitsWith2() {
        assertThat(Outcome.of(List.of(new ConfigCommand())).exit()).isEqualTo(2);
        assertThat(Outcome.of(List.of(new ConfigCommand()), "config").exit()).isEqualTo(2);
    }

    @Test
    void helpIsAResult() {
        Outcome outcome = Outcome.of(List.of(new ConfigCommand()), "--help");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).contains("Usage: reconciler", "config");
    }

    @Test
    void demoIsListedAndRefusedWithTheCommandThatRunsIt() {
        assertThat(Outcome.of(daemon(), "--help").out()).contains("demo ", "./reconciler demo --help");
        Outcome outcome = Outcome.of(daemon(), "demo", "--once", "--seed", "7");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("ships no database server", "run './reconciler demo --once --seed 7' in a checkout");
    }

    /** The first argument may decide which commands are described, but not what they print. */
    @Test
    void namedCommandPrintsWhatItPrintsAmongAllCommands() {
        List<String> names =
                List.copyOf(Reconciler.of(daemon()).getSubcommands().keySet());
        assertThat(names).contains("verify", "serve", "config").hasSize(daemon().size());
        for (String name : names) {
            assertThat(Reconciler.of(daemon(), name).getSubcommands()).containsOnlyKeys(name);
            for (String more : List.of("--help", "--version", "--confg", "verify", "serv", "--config", "--help -v")) {
                String[] arguments = (name + " " + more).split(" ");
                assertThat(Outcome.of(daemon(), arguments))
                        .as(String.join(" ", arguments))
                        .isEqualTo(Outcome.of(Reconciler.of(daemon()), arguments));
            }
        }
        for (String first : List.of("-v", "--help", "verfy", "verif")) {
            assertThat(Reconciler.of(daemon(), first, "verify").getSubcommands())
                    .hasSize(names.size());
        }
    }

    private static List<Object> daemon() {
        return Main.commands(Map.of(), RunListener.NONE, () -> Termination.ofProcess(ExitCode.OK), "tester");
    }

    @Test
    void anErrorIsOneLineAndOnlyAVerboseRunShowsWhere() {
        Outcome quiet = Outcome.of(List.of(new Failing()), "fail");
        Outcome verbose = Outcome.of(List.of(new Failing()), "fail", "-v");

        assertThat(quiet).isEqualTo(new Outcome(2, "", "the disk is full" + System.lineSeparator()));
        assertThat(verbose.exit()).isEqualTo(2);
        assertThat(verbose.err()).contains("the disk is full", "IllegalStateException", "Failing.run");
    }

    @Test
    void tablesAreAlignedAndKeepToTheirLines() {
        StringWriter out = new StringWriter();

        new TablePrinter(new PrintWriter(out, true))
                .print(List.of("A", "LONG"), List.of(List.of("x\ny", ""), List.of("größer", "z\u001b[31m")));

        assertThat(out.toString().lines()).containsExactly("A       LONG", "x y", "größer  z\\u001B[31m");
    }

    @Command(name = "fail")
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("the disk is full");
        }
    }
}
