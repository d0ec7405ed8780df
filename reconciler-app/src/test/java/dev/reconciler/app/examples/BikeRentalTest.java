package dev.reconciler.app.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.cli.Outcome;
import dev.reconciler.app.testing.ConfiguredPipeline;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example deploy/examples/bike-rental, with its own files: a rental of seventeen tables moves from MySQL to PostgreSQL. */
@Tag("system")
class BikeRentalTest {
    private static final Path EXAMPLE = Path.of("..", "deploy", "examples", "bike-rental");
    private static final List<String> TABLES = List.of(
            "zone",
            "staff",
            "station",
            "bike_model",
            "bike",
            "rider",
            "membership",
            "ride",
            "payment",
            "part",
            "repair",
            "repair_part",
            "label",
            "bike_label",
            "feedback",
            "station_day",
            "ride_event");

    /** Rows as texts that both servers print alike for equal values: in MySQL, then in PostgreSQL. */
    private static final List<String[]> TEXTS = List.of(
            new String[] {
                "SELECT concat_ws('|', id, model_id, ifnull(station_id, '-'), frame, state, kilometres,"
                        + " lpad(bin(lock_flags + 0), 5, '0'), insured + 0) AS t FROM bike ORDER BY id",
                "SELECT concat_ws('|', id, model_id, coalesce(station_id::text, '-'), rtrim(frame), state, kilometres,"
                        + " lock_flags, insured::int) AS t FROM rental.bike ORDER BY id"
            },
            new String[] {
                "SELECT concat_ws('|', id, ride_id, amount, cents, method, paid) AS t FROM payment ORDER BY id",
                "SELECT concat_ws('|', id, ride_id, amount, cents, method, to_char(paid, 'YYYY-MM-DD HH24:MI:SS.MS'))"
                        + " AS t FROM rental.payment ORDER BY id"
            },
            new String[] {
                "SELECT concat_ws('|', id, hex(area), parking) AS t FROM zone ORDER BY id",
                "SELECT concat_ws('|', id, upper(encode(area_wkb, 'hex')),"
                        + " coalesce((SELECT string_agg(p, ',' ORDER BY array_position('{lawn,rails,kerb,dock}', p))"
                        + " FROM unnest(string_to_array(parking, ',')) p), '')) AS t FROM rental.zone ORDER BY id"
            },
            new String[] {
                "SELECT concat_ws('|', station_id, day, departures, income) AS t FROM station_day ORDER BY station_id, day",
                "SELECT concat_ws('|', station_id, day, departures, income) AS t FROM rental.station_day"
                        + " ORDER BY station_id, day"
            },
            new String[] {
                "SELECT concat_ws('|', id, lower(email), hex(convert(full_name USING utf8mb4)), ifnull(invited_by, '-'),"
                        + " ifnull(phone, 'unknown'), joined) AS t FROM rider ORDER BY id",
                "SELECT concat_ws('|', id, mail, upper(encode(convert_to(full_name, 'UTF8'), 'hex')),"
                        + " coalesce(invited_by::text, '-'), phone, to_char(joined, 'YYYY-MM-DD HH24:MI:SS.US')) AS t"
                        + " FROM rental.rider ORDER BY id"
            });

    private final MySqlFamilyServer mysql = MySqlFamilyServer.shared(Flavor.MYSQL);
    private final PostgresCluster postgres = PostgresCluster.shared();
    private final String source = mysql.createDatabase("rental");
    private final String target = postgres.createDatabase("rental");

    @TempDir
    private Path spill;

    @Test
    void rentalMovesToPostgresIsVerifiedAndEachDifferenceIsFound() throws IOException, SQLException {
        ConfiguredPipeline pipeline = pipeline();
        mysql.execute("", "SET GLOBAL binlog_row_metadata = FULL");
        mysql.execute(source, statements("source-mysql.sql"));
        postgres.execute(target, statements("target-postgresql.sql"));
        assertThat(pipeline.run("check").err()).doesNotContain("ERROR");

        Outcome backfill = pipeline.run("backfill");
        assertThat(backfill.exit()).as(backfill.toString()).isZero();
        requireCopy();

        changeSource();
        for (String job : List.of("count", "checksum", "incremental", "sample", "rules", "canary")) {
            Outcome verified = pipeline.run("verify", "--job", job);
            assertThat(verified.exit()).as(job + verified).isZero();
        }
        assertThat(pipeline.run("parked", "list").out()).contains("no parked events");
        requireCopy();
        assertThat(pipeline.findings()).isEmpty();

        plantDifferences();

        assertThat(pipeline.run("verify", "--job", "rules").exit()).isEqualTo(1);
        assertThat(pipeline.run("verify", "--job", "count").exit()).isEqualTo(1);
        assertThat(pipeline.run("verify").exit()).isEqualTo(1);
        assertThat(pipeline.findings())
                .containsExactlyInAnyOrder(
                        "FIELD_MISMATCH rental.zone 3 area_wkb",
                        "FIELD_MISMATCH rental.staff 2 full_name",
                        "FIELD_MISMATCH rental.station 4 closes",
                        "FIELD_MISMATCH rental.bike_model 3 spec",
                        "FIELD_MISMATCH rental.bike 17 lock_flags",
                        "FIELD_MISMATCH rental.rider 9 joined",
                        "FIELD_MISMATCH rental.station_day 1,2025-10-25 income",
                        "MISSING_IN_TARGET rental.feedback 10",
                        "EXTRA_IN_TARGET rental.bike_label 4,3",
                        "MISSING_IN_TARGET rental.part brk-002",
                        "EXTRA_IN_TARGET rental.part BRK-002",
                        "COUNT_MISMATCH rental.bike_label",
                        "COUNT_MISMATCH rental.feedback",
                        "RULE_VIOLATION rental.station_day income-per-station/station_id=1");
    }

    /** Changes of an application, and those that the source's triggers make with them. */
    private void changeSource() throws SQLException {
        try (Connection connection = mysql.connect(source);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (List<String> transaction : List.of(
                    List.of(
                            "INSERT INTO rider (email, full_name, joined) VALUES ('New@Example.com', '新 👍', '2026-03-29 02:30:00.123456')",
                            "INSERT INTO ride (bike_id, rider_id, from_station, began) SELECT 7, max(id), 3, '2026-01-01 00:00:00.5' FROM rider",
                            "UPDATE ride SET to_station = 5, ended = began + INTERVAL 61 MINUTE, metres = 12345, price = 7.25,"
                                    + " path = ST_GeomFromText('LINESTRING(0 0, 1.5 2, 3 4)') WHERE began = '2026-01-01 00:00:00.5'",
                            "INSERT INTO payment (rider_id, ride_id, amount, method, paid, answer)"
                                    + " SELECT rider_id, id, price, 'card', ended, '{\"ok\": true, \"fee\": 0.10}' FROM ride WHERE price = 7.25 AND metres = 12345"),
                    List.of(
                            "INSERT INTO repair (bike_id, staff_id, opened, cause) VALUES (8, 4, '2026-01-02', 'chain')",
                            "INSERT INTO repair_part VALUES (last_insert_id(), 'CHN', 2)",
                            "UPDATE ride SET ended = began + INTERVAL 1 HOUR, metres = 1, price = 0, to_station = 1 WHERE id > 560 AND ended IS NULL"),
                    List.of(
                            "UPDATE part SET code = 'brk-002' WHERE code = 'TUBE28'",
                            "DELETE FROM bike_label WHERE bike_id = 8",
                            "DELETE FROM feedback WHERE ride_id = 5",
                            "UPDATE zone SET parking = 'lawn,dock', name = 'Hafen' WHERE id = 1",
                            "UPDATE bike_model SET spec = json_set(spec, '$.gears', 1.50), photo = NULL, description = '' WHERE id = 3",
                            "UPDATE staff SET reports_to = NULL, active = 0, full_name = 'José' WHERE id = 4",
                            "UPDATE station SET manager_id = 4, opens = '00:00' WHERE id = 1",
                            "UPDATE membership SET begins = begins + INTERVAL 1 DAY WHERE rider_id = 20"),
                    List.of(
                            "UPDATE bike SET state = 'retired', insured = b'0', lock_flags = b'11111' WHERE id = 120"))) {
                for (String sql : transaction) {
                    assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
                }
                connection.commit();
            }
        }
    }

    /** The smallest difference of each kind of column, rows too many and too few, and a key in another case. */
    private void plantDifferences() {
        postgres.execute(
                target,
                "UPDATE rental.zone SET area_wkb = set_bit(area_wkb, 100, 1 - get_bit(area_wkb, 100)) WHERE id = 3",
                "UPDATE rental.staff SET full_name = 'Ana Nunez' WHERE id = 2",
                "UPDATE rental.station SET closes = '23:59:59' WHERE id = 4",
                "UPDATE rental.bike_model SET spec = jsonb_set(spec, '{battery,wh}', '504.1') WHERE id = 3",
                "UPDATE rental.bike SET lock_flags = ~lock_flags WHERE id = 17",
                "UPDATE rental.rider SET joined = joined + interval '1 microsecond' WHERE id = 9",
                "UPDATE rental.station_day SET income = income + 0.01 WHERE station_id = 1 AND day = '2025-10-25'",
                "DELETE FROM rental.feedback WHERE ride_id = 10",
                "INSERT INTO rental.bike_label VALUES (4, 3)",
                "UPDATE rental.part SET code = 'BRK-002' WHERE code = 'brk-002'");
    }

    private static String[] statements(String file) throws IOException {
        return Arrays.stream(Files.readString(EXAMPLE.resolve(file)).split(";\n"))
                .map(statement -> statement.replaceAll("(?m)^--.*\n", "").strip())
                .filter(statement -> !statement.isEmpty())
                .toArray(String[]::new);
    }

    private void requireCopy() {
        for (String table : TABLES) {
            assertThat(postgres.query(target, "SELECT count(*) AS n FROM rental." + table))
                    .as(table)
                    .isEqualTo(mysql.query(source, "SELECT count(*) AS n FROM " + table))
                    .isNotEqualTo(List.of(Map.of("n", 0L)));
        }
        for (String[] texts : TEXTS) {
            assertThat(postgres.query(target, texts[1])).isEqualTo(mysql.query(source, texts[0]));
        }
    }

    private ConfiguredPipeline pipeline() {
        return new ConfiguredPipeline(
                EXAMPLE.resolve("reconciler.yaml"),
                Map.of(
                        "SOURCE_URL",
                        "mysql://" + mysql.user() + "@" + mysql.host() + ":" + mysql.port() + "/" + source,
                        "SOURCE_PASSWORD",
                        mysql.password(),
                        "TARGET_URL",
                        "postgresql://" + postgres.user() + "@localhost:" + postgres.port() + "/" + target,
                        "SPILL_DIRECTORY",
                        spill.toString()));
    }
}
