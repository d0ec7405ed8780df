package dev.reconciler.endpoint.mysql.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.UtcText;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings of sessions, with a URL that contradicts them. */
@Tag("db")
class MySqlControlPoolTest {
    /** In New York, clocks were set forward at 02:00 on this day. */
    private static final Instant IN_THE_GAP = Instant.parse("2026-03-08T02:30:00.123456Z");

    private static void inTable(Flavor flavor, String columns, Consumer<Handle> test) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String url = server.jdbcUrl(server.createDatabase("pool")) + "&connectionTimeZone=Asia/Tokyo";
        assertThat(url).contains("useAffectedRows=false");
        try (HikariDataSource pool =
                MySqlControlPool.open(url, server.user(), server.password(), "test", 1, Duration.ofSeconds(10))) {
            Jdbi.create(pool).useHandle(handle -> {
                handle.execute("CREATE TABLE \"rows\" (id INT PRIMARY KEY, " + columns + ") COLLATE "
                        + MySqlKind.valueOf(flavor.name()).binaryCollation());
                test.accept(handle);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void unchangedRowIsNotCounted(Flavor flavor) {
        inTable(flavor, "v INT", handle -> {
            String upsert = "INSERT INTO \"rows\" VALUES (1, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)";
            assertThat(handle.execute(upsert, 1)).isEqualTo(1);
            assertThat(handle.execute(upsert, 1)).isZero();
            assertThat(handle.execute(upsert, 2)).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @EnumSource
    @ResourceLock(Resources.TIME_ZONE)
    void timeIsStoredInUtcToTheMicrosecondWhateverTheZoneOfThisJvm(Flavor flavor) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try {
            inTable(flavor, "at DATETIME(6)", handle -> {
                handle.execute("INSERT INTO \"rows\" VALUES (1, ?)", IN_THE_GAP);
                assertThat(handle.select("SELECT cast(at AS char) FROM \"rows\"")
                                .mapTo(String.class)
                                .one())
                        .isEqualTo("2026-03-08 02:30:00.123456");
                assertThat(handle.select("SELECT at FROM \"rows\" WHERE at = ?", IN_THE_GAP)
                                .mapTo(Instant.class)
                                .one())
                        .isEqualTo(IN_THE_GAP);
            });
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeIsRoundedToTheNearestMicrosecond(Flavor flavor) {
        assertThat(UtcText.text(IN_THE_GAP.plusNanos(499))).endsWith("30:00.123456");
        assertThat(UtcText.text(IN_THE_GAP.plusNanos(500))).endsWith("30:00.123457");
        inTable(flavor, "at DATETIME(6)", handle -> {
            handle.execute("INSERT INTO \"rows\" VALUES (1, ?)", IN_THE_GAP.plusNanos(500));
            assertThat(handle.select("SELECT at FROM \"rows\"")
                            .mapTo(Instant.class)
                            .one())
                    .isEqualTo(IN_THE_GAP.plusNanos(1_000));
        });
    }

    @ParameterizedTest
    @EnumSource
    void textsAreComparedByTheirBytes(Flavor flavor) {
        inTable(flavor, "v VARCHAR(20) UNIQUE", handle -> {
            List<String> different = List.of("a", "A", "a ", "\u00e1", "a\u0301", "\ud83d\ude00");
            for (int i = 0; i < different.size(); i++) {
                handle.execute("INSERT INTO \"rows\" VALUES (?, ?)", i, different.get(i));
            }
            assertThat(handle.select("SELECT v FROM \"rows\" WHERE v = ?", "a")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("a");
            assertThat(handle.select("SELECT v FROM \"rows\" ORDER BY v")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("A", "a", "a ", "a\u0301", "\u00e1", "\ud83d\ude00");
        });
    }

    @ParameterizedTest
    @EnumSource
    void valueThatDoesNotFitIsRefused(Flavor flavor) {
        inTable(flavor, "v VARCHAR(2)", handle -> assertThatThrownBy(
                        () -> handle.execute("INSERT INTO \"rows\" VALUES (1, 'abc')"))
                .hasMessageContaining("too long"));
    }

    @ParameterizedTest
    @EnumSource
    void transactionSeesWhatOthersCommitMeanwhile(Flavor flavor) {
        inTable(flavor, "v INT", handle -> {
            String database =
                    handle.select("SELECT database()").mapTo(String.class).one();
            handle.begin();
            assertThat(handle.select("SELECT * FROM \"rows\"").mapToMap().list())
                    .isEmpty();
            MySqlFamilyServer.shared(flavor).execute(database, "INSERT INTO `rows` VALUES (1, 1)");
            assertThat(handle.select("SELECT * FROM \"rows\"").mapToMap().list())
                    .hasSize(1);
            handle.commit();
        });
    }
}
