package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TranslatedTextKeysOfMariaDbTest extends TranslatedTextKeysContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("text_keys_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.of(Flavor.MARIADB, "text_keys_target");
    }

    @Override
    String code() {
        return "varchar(12) CHARACTER SET latin1 COLLATE latin1_bin";
    }

    @Override
    String token() {
        return "char(36)";
    }

    @Override
    String coupon() {
        return "binary(16)";
    }

    @Override
    String coupon(int number) {
        return "x'0000000000000000000000000000000" + number + "'";
    }

    @Override
    String generatedKey() {
        return "bigint AUTO_INCREMENT PRIMARY KEY";
    }
}
