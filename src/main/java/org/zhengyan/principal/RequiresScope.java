package org.zhengyan.principal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes of which the caller's token must carry at least one; every handler method has this or
 * {@link Unauthenticated}, and a test fails the one that has neither.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {
  Scope[] value();

  /**
   * A scheme of the {@code Authorization} header that the handler checks itself, in place of a token; the
   * handler's actor is then null. Empty for none.
   */
  String orScheme() default "";
}
