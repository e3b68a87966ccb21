package lakehouse.functions;

import lakehouse.Thrown;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.UnresolvedException;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** A call in the body of a function, in a form that Spark's check of names leaves alone ({@link BodyCalls}). */
final class BodyCall extends Expression {
  private final UnresolvedFunction call;

  BodyCall(UnresolvedFunction call) {
    this.call = call;
  }

  UnresolvedFunction call() {
    return call;
  }

  @Override
  public boolean resolved() {
    return false;
  }

  @Override
  public boolean nullable() {
    return Thrown.now(new UnresolvedException("nullable"));
  }

  @Override
  public DataType dataType() {
    return Thrown.now(new UnresolvedException("dataType"));
  }

  @Override
  public Object eval(InternalRow row) {
    throw new UnsupportedOperationException(toString());
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new UnsupportedOperationException(toString());
  }

  @Override
  public Seq<Expression> children() {
    return call.children();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new BodyCall((UnresolvedFunction) call.withNewChildren(children));
  }

  @Override
  public String toString() {
    return call.toString();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int at) {
    return call;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BodyCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BodyCall body && body.call.equals(call);
  }

  @Override
  public int hashCode() {
    return call.hashCode();
  }
}
