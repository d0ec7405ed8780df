package dev.reconciler.verify.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("unit")
class DigestChoiceTest {
    private static final DigestProbe SERVER = tables -> Map.of("t", Map.of("int", "1"));

    private static final DigestProbe STREAMED = streamed(Set.of());

    private static DigestProbe streamed(Set<String> withoutRanges) {
        return new DigestProbe() {
            @Override
            public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
                return Map.of();
            }

            @Override
            public boolean streamsRows(MappedTable table) {
                return true;
            }

            @Override
            public Set<String> withoutRanges(Collection<MappedTable> tables) {
                return withoutRanges;
            }
        };
    }

    private static MappedTable table() {
        Column id = new Column("id", new ColumnType("int", LogicalType.INTEGER), false, false, false, false, false);
        TableRef ref = new TableRef("public", "t");
        return new MappedTable(
                "t", ref, ref, List.of(new MappedColumn(id, id, Transform.DIRECT)), List.of(0), -1, List.of());
    }

    private static String described(DigestSetting setting, DigestProbe source, DigestProbe target) {
        DigestChoice.Chosen chosen =
                DigestChoice.of(setting, List.of(table()), source, target).chosen(table());
        assertThat(chosen.method()).isEqualTo(DigestMethod.CANONICAL);
        return chosen.describe();
    }

    @ParameterizedTest
    @EnumSource
    void serverThatComputesNoDigestIsNeverComparedNatively(DigestSetting setting) {
        assertThat(described(setting, STREAMED, SERVER))
                .isEqualTo("digest: canonical (rows of the source are streamed and hashed by the daemon)");
        assertThat(described(setting, SERVER, STREAMED))
                .isEqualTo("digest: canonical (rows of the target are streamed and hashed by the daemon)");
        assertThat(described(setting, STREAMED, STREAMED))
                .isEqualTo("digest: canonical (rows of both sides are streamed and hashed by the daemon)");
    }

    private static DigestProbe streamedWith(Map<String, String> answers) {
        return new DigestProbe() {
            @Override
            public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
                return tables.isEmpty() ? Map.of() : Map.of("t", answers);
            }

            @Override
            public boolean streamsRows(MappedTable table) {
                return true;
            }

            @Override
            public Set<String> withoutRanges(Collection<MappedTable> tables) {
                return tables.isEmpty() ? Set.of() : Set.of("t");
            }
        };
    }

    @Test
    void serversThatStreamRowsMayShareANativeDigest() {
        DigestProbe probe = streamedWith(Map.of("int", "1"));
        DigestChoice.Chosen chosen = DigestChoice.of(DigestSetting.AUTO, List.of(table()), probe, probe)
                .chosen(table());

        assertThat(chosen.method()).isEqualTo(DigestMethod.NATIVE);
        assertThat(chosen.byBuckets()).isFalse();
        assertThat(described(DigestSetting.CANONICAL, probe, probe))
                .startsWith(
                        "digest: canonical (rows of both sides are streamed and hashed by the daemon; read by buckets");
    }

    @Test
    void serversThatHashDifferentlyAreComparedByCanonicalForm() {
        DigestProbe source = streamedWith(Map.of("int", "1"));

        assertThat(described(DigestSetting.AUTO, source, streamedWith(Map.of("int", "2"))))
                .startsWith(
                        "digest: canonical (the servers hash known values of kind int differently; read by buckets");
    }

    @ParameterizedTest
    @EnumSource
    void serversOfDifferentKindsOfValuesShareNoNativeDigest(DigestSetting setting) {
        DigestProbe source = streamedWith(Map.of("int", "1"));

        assertThat(described(setting, source, streamedWith(Map.of("number", "1"))))
                .startsWith("digest: canonical (rows of both sides are streamed");
        assertThat(described(setting, source, SERVER)).startsWith("digest: canonical (rows of the source are streamed");
    }

    @Test
    void tableWithoutAnIndexInBinaryOrderIsReadByBuckets() {
        DigestProbe scanned = streamed(Set.of("t"));
        assertThat(described(DigestSetting.AUTO, SERVER, scanned))
                .isEqualTo(
                        "digest: canonical (rows of the target are streamed and hashed by the daemon; read by buckets,"
                                + " as no index of the target sorts the key by byte)");
        assertThat(byBuckets(SERVER, scanned)).isTrue();
        assertThat(byBuckets(scanned, STREAMED)).isTrue();
        assertThat(byBuckets(SERVER, STREAMED)).isFalse();
    }

    private static boolean byBuckets(DigestProbe source, DigestProbe target) {
        return DigestChoice.of(DigestSetting.AUTO, List.of(table()), source, target)
                .chosen(table())
                .byBuckets();
    }
}
