package org.zhengyan.principal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A handler method for anybody, of which one address has only so many calls a minute. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LimitedByAddress {
  /** The purpose, whose handlers share a quota. */
  String value();
}
