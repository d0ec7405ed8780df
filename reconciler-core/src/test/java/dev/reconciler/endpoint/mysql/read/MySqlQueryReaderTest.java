package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MySqlQueryReaderTest extends QueryReaderOfMySqlFamily {
    MySqlQueryReaderTest() {
        super(Flavor.MYSQL);
    }

    @Override
    String ownColumns() {
        return "";
    }

    @Override
    String ownValues() {
        return "";
    }
}
