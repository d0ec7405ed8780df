package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TranslatedKeysOfMySqlTest extends TranslatedKeysContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MARIADB, "translated_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.of(Flavor.MYSQL, "translated_target");
    }

    @Override
    String dropUniqueIndex() {
        return "DROP INDEX new_ids ON client_ids";
    }
}
