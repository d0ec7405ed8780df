package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
@net.jqwik.api.Tag("unit")
class GtidSetTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "ffffffff-71ca-11e1-9e33-c80aa9429562";
    private static final int NUMBERS = 20;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                | ''",
                "A:1               | A:1",
                "A:1-1             | A:1",
                "A:5:1-3:4         | A:1-5",
                "A:7:1-3:2-5       | A:1-5:7",
                "A:1-9:2-3         | A:1-9",
                "A:3-2             | ''",
                "B:1, A:2          | A:2,B:1",
                "A:1,B:1,A:3       | A:1:3,B:1",
                "A:9223372036854775807:9223372036854775806 | A:9223372036854775806-9223372036854775807"
            })
    void aSetIsPrintedInOneForm(String written, String canonical) {
        GtidSet set = GtidSet.parse(named(written));

        assertThat(set).hasToString(named(canonical));
        assertThat(set).isEqualTo(GtidSet.parse(named(canonical)));
        assertThat(set).hasSameHashCodeAs(GtidSet.parse(named(canonical)));
    }

    @Test
    void textOfTheServerWithLineBreaksAndCapitalsIsRead() {
        assertThat(GtidSet.parse(A.toUpperCase(java.util.Locale.ROOT) + ":1-5,\n" + B + ":7"))
                .hasToString(A + ":1-5," + B + ":7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A", "A:", "A:0", "A:0-3", "A:x-1", "A:1-", "A:-1", "x:1", "1-1-1-1-1:5", "A:9223372036854775808"
            })
    void anotherTextIsRefused(String text) {
        assertThatThrownBy(() -> GtidSet.parse(named(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A:tag:1-3", "A:1-5:tag:1", "A:_t:1"})
    void tagsAreRefusedByName(String text) {
        assertThatThrownBy(() -> GtidSet.parse(named(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tagged GTIDs are not supported");
    }

    @Test
    void tagOfOneTransactionIsRefusedByName() {
        assertThatThrownBy(() -> Gtid.parse(A + ":tag:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tagged GTIDs are not supported");
        assertThat(Gtid.parse(A + ":12"))
                .isEqualTo(new Gtid(UUID.fromString(A), 12))
                .hasToString(A + ":12");
    }

    @Property
    void membershipIsThatOfAPlainSet(@ForAll("plainSets") Set<Gtid> plain) {
        GtidSet set = GtidSet.parse(written(plain));

        assertThat(universe().filter(set::contains)).containsExactlyInAnyOrderElementsOf(plain);
        assertThat(set.isEmpty()).isEqualTo(plain.isEmpty());
    }

    @Property
    void unionAndContainmentAreThoseOfPlainSets(
            @ForAll("plainSets") Set<Gtid> one, @ForAll("plainSets") Set<Gtid> other) {
        GtidSet first = GtidSet.parse(written(one));
        GtidSet second = GtidSet.parse(written(other));
        Set<Gtid> both = new HashSet<>(one);
        both.addAll(other);

        assertThat(first.union(second)).isEqualTo(GtidSet.parse(written(both)));
        assertThat(first.contains(second)).isEqualTo(one.containsAll(other));
        assertThat(first.equals(second)).isEqualTo(one.equals(other));
    }

    @Property
    void textComesBack(@ForAll("plainSets") Set<Gtid> plain) {
        GtidSet set = GtidSet.parse(written(plain));

        assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
        assertThat(GtidSet.parse(set.toString()).toString()).isEqualTo(set.toString());
    }

    @Provide
    Arbitrary<Set<Gtid>> plainSets() {
        Arbitrary<Gtid> gtids = Combinators.combine(
                        Arbitraries.of(A, B), Arbitraries.integers().between(1, NUMBERS))
                .as((server, number) -> new Gtid(UUID.fromString(server), number));
        return gtids.set().ofMaxSize(2 * NUMBERS);
    }

    private static Stream<Gtid> universe() {
        return IntStream.rangeClosed(1, NUMBERS + 1).boxed().flatMap(number -> List.of(A, B).stream()
                .map(server -> new Gtid(UUID.fromString(server), number)));
    }

    private static String written(Set<Gtid> plain) {
        return plain.stream().map(Gtid::toString).collect(Collectors.joining(",\n"));
    }

    private static String named(String text) {
        return text.replace("A", A).replace("B", B);
    }
}
