package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MySqlRelationCatalogTest extends MySqlRelationCatalogContract {
    MySqlRelationCatalogTest() {
        super(Flavor.MYSQL);
    }

    @Test
    void columnThatIsDroppedAndAddedAgainInstantlyIsNoticed() {
        create("CREATE TABLE instant (id int PRIMARY KEY, v varchar(10))", "INSERT INTO instant VALUES (1, 'a')");

        changes(
                "instant",
                "ALTER TABLE instant DROP COLUMN v, ALGORITHM = INSTANT",
                "ALTER TABLE instant ADD COLUMN v varchar(10), ALGORITHM = INSTANT");
    }
}
