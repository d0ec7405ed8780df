package dev.reconciler.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each type between each pair of servers, with the values at its edges: the value that the applier writes reads back equal, both sides
 * and Java hash it alike, the next value has another hash, and the target rejects a value that it can't hold, as {@code check} says.
 *
 * <p>The outcomes are a section of docs/TYPES.md. To write it again, run this test with {@code -Dreconciler.test.types=write}.
 */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeContractTest {
    private static final Path PAGE = Path.of("..", "docs", "TYPES.md");

    private final Map<Server, TypedDatabase> databases = new EnumMap<>(Server.class);
    private final Map<PairOfServers, Map<String, Outcome>> outcomes = new LinkedHashMap<>();

    static List<PairOfServers> pairs() {
        return Arrays.stream(Server.values())
                .flatMap(source -> Stream.of(Server.values()).map(target -> new PairOfServers(source, target)))
                .toList();
    }

    private TypedDatabase database(Server server) {
        return databases.computeIfAbsent(server, TypedDatabase::of);
    }

    private Map<String, Outcome> outcomes(PairOfServers pair) throws SQLException {
        Map<String, Outcome> known = outcomes.get(pair);
        if (known == null) {
            known = new PairContract(pair, database(pair.source()), database(pair.target())).run();
            outcomes.put(pair, known);
        }
        return known;
    }

    @AfterAll
    void close() {
        databases.values().forEach(TypedDatabase::close);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void valueIsWrittenReadBackEqualAndToldFromTheNext(PairOfServers pair) throws SQLException {
        Map<String, Outcome> all = outcomes(pair);

        assertThat(all).hasSizeGreaterThan(40);
        assertThat(all).allSatisfy((line, outcome) -> assertThat(outcome).isNotInstanceOf(Outcome.Broken.class));
    }

    @Test
    void pageShowsTheOutcomes() throws SQLException, IOException {
        TypeMatrix matrix = new TypeMatrix();
        for (PairOfServers pair : pairs()) {
            matrix.add(pair, outcomes(pair));
        }

        String page = Files.readString(PAGE);
        if (System.getProperty("reconciler.test.types", "").equals("write")) {
            page = matrix.writtenInto(page);
            Files.writeString(PAGE, page);
        }
        assertThat(TypeMatrix.sectionOf(page))
                .as("run this test with -Dreconciler.test.types=write")
                .isEqualTo(matrix.section());
    }
}
