package org.zhengyan.notification.push;

/**
 * A receiver's answer.
 *
 * @param body of a 400, where RFC 8935 section 2.3 puts the error; of others it is not read
 */
public record PushReply(int status, byte[] body) {}
