package org.zhengyan.keys;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * A bean that exists in a sandbox with published credentials and nowhere else.
 *
 * <p>{@link KeyLocation} refuses the start when {@code zhengyan.sandbox.enabled} is set in another
 * environment, so that in production no setting makes such a bean.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnProperty(name = "zhengyan.sandbox.enabled", havingValue = "true")
public @interface SandboxOnly {}
