package io.caravan.lake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caravan.record.WorldException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RefusingStoreTest extends TableCase {
  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void a_store_that_refuses_is_told_at_once_and_not_asked_for_minutes() {
    assumeTrue(kind == Parts.Kind.POSTGRES_AND_S3, "a folder refuses nobody");
    LakeSettings.Store store = settings.store();
    LakeSettings denied =
        new LakeSettings(
            settings.warehouse(),
            settings.catalog(),
            new LakeSettings.Store(
                store.endpoint(),
                store.region(),
                store.accessKey(),
                "not the secret",
                store.pathStyle(),
                store.folders()),
            settings.cache(),
            settings.upkeep(),
            settings.dialect());
    try (Lake stranger = Lake.open(denied, clock())) {
      assertThatThrownBy(() -> stranger.load(USERS).position())
          .isInstanceOf(WorldException.class)
          .hasMessageContaining("Cannot look for table silver.users")
          .hasMessageContaining("403");
    }
  }
}
