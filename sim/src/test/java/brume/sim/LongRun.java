package brume.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A test that takes too long for each change: `./brume test --full` runs it too.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("long")
@EnabledIfSystemProperty(named = "brume.full", matches = "true", disabledReason = "long: ./brume test --full")
@interface LongRun {}
