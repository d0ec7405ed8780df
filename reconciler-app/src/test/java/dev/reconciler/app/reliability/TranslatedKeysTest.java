package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TranslatedKeysTest extends TranslatedKeysContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("translated_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("translated_target");
    }

    @Override
    String dropUniqueIndex() {
        return "DROP INDEX new_ids";
    }
}
