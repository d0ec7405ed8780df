package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of positions in a source's log, without the daemon's own code. */
@Tag("unit")
class CampaignDialectTest {
    @ParameterizedTest
    @CsvSource({
        "0/16B3748, 0/16B3748, true",
        "0/16B3747, 0/16B3748, false",
        "1/0, 0/FFFFFFFF, true",
        "FFFFFFFF/FFFFFFFF, 1/0, true"
    })
    void positionOfPostgresIsANumber(String checkpoint, String written, boolean covered) {
        assertThat(new PostgresCampaignDialect("").covers(checkpoint, written)).isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "uuid binlog.000007:157 a:1-5, binlog.000007:157, true",
        "uuid binlog.000007:156 a:1-5, binlog.000007:157, false",
        "uuid binlog.1000000:4 a:1-5, binlog.999999:900, true",
        "uuid binlog.000009:900 -, binlog.000010:4, false"
    })
    void positionOfMySqlIsAFileAndAnOffset(String checkpoint, String written, boolean covered) {
        assertThat(new MySqlCampaignDialect(Flavor.MYSQL, "").covers(checkpoint, written))
                .isEqualTo(covered);
    }
}
