package org.zhengyan.log;

/** Writes events in the transaction of the act they record; an event that cannot be written stops its act. */
public class EventLog {

  /**
   * Inserts the event into the current transaction. It refers to no other row and waits for none.
   *
   * @throws IllegalStateException outside a transaction
   */
  public Leaf append(Event event) {
    throw new UnsupportedOperationException();
  }
}
