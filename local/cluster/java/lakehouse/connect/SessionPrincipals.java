package lakehouse.connect;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lakehouse.functions.Principal;
import org.sparkproject.connect.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.sparkproject.connect.grpc.Metadata;
import org.sparkproject.connect.grpc.ServerCall;
import org.sparkproject.connect.grpc.ServerCallHandler;
import org.sparkproject.connect.grpc.ServerInterceptor;
import org.sparkproject.connect.protobuf.Descriptors.FieldDescriptor;
import org.sparkproject.connect.protobuf.Message;

/**
 * Principals of Spark Connect sessions. Each request of a session runs as its principal, and so do the threads that the
 * request starts: those of queries and streams.
 */
public final class SessionPrincipals implements ServerInterceptor {
  private static final Map<String, Principal.Captured> OPEN = new ConcurrentHashMap<>();

  /** Makes the principal of this thread the one of a session. */
  public static void open(String sessionId) {
    OPEN.put(sessionId, Principal.capture());
  }

  public static void close(String sessionId) {
    OPEN.remove(sessionId);
  }

  @Override
  public <T, R> ServerCall.Listener<T> interceptCall(
      ServerCall<T, R> call, Metadata headers, ServerCallHandler<T, R> next) {
    return new SimpleForwardingServerCallListener<T>(next.startCall(call, headers)) {
      private Principal.Captured principal;

      @Override
      public void onMessage(T message) {
        String sessionId = sessionId(message);
        principal = sessionId == null ? null : OPEN.get(sessionId);
        super.onMessage(message);
      }

      // gRPC handles a request that is complete, and uses the thread for other requests after it
      @Override
      public void onHalfClose() {
        if (principal == null) {
          super.onHalfClose();
          return;
        }
        principal.assume();
        try {
          super.onHalfClose();
        } finally {
          Principal.clear();
        }
      }
    };
  }

  private static String sessionId(Object request) {
    if (!(request instanceof Message message)) {
      return null;
    }
    FieldDescriptor field = message.getDescriptorForType().findFieldByName("session_id");
    return field == null ? null : (String) message.getField(field);
  }
}
