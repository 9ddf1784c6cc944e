package org.zhengyan.principal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A handler method that answers anybody; {@link #value} says why that is right. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Unauthenticated {
  String value();

  /** As {@link RequiresScope#orScheme}. */
  String orScheme() default "";
}
