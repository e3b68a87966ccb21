terraform {
  required_providers {
    databricks = {
      source  = "databricks/databricks"
      version = ">= 1.84.0, < 2.0.0"
    }
  }
}
provider "databricks" {}
# what a second deployment changes
variable "changed" { default = false }
data "databricks_current_user" "me" {}
resource "databricks_group" "eng" { display_name = "data-engineers" }
resource "databricks_group" "analysts" {
  display_name = "analysts"
  lifecycle { ignore_changes = [workspace_access, databricks_sql_access, allow_cluster_create, allow_instance_pool_create] }
}
resource "databricks_entitlements" "analysts" {
  group_id              = databricks_group.analysts.id
  databricks_sql_access = true
  workspace_access      = var.changed
}
resource "databricks_user" "u" { user_name = "rep@example.com" }
resource "databricks_service_principal" "job" { display_name = "lakehouse-jobs" }
resource "databricks_group_member" "m" {
  group_id  = databricks_group.eng.id
  member_id = databricks_service_principal.job.id
}
resource "databricks_catalog" "main" {
  name       = "spark_catalog"
  comment    = var.changed ? "changed" : "the catalog"
  properties = { purpose = "test" }
}
resource "databricks_schema" "s" {
  for_each     = toset(["bronze", "silver"])
  catalog_name = databricks_catalog.main.name
  name         = each.key
  comment      = "schema ${each.key}${var.changed ? "!" : ""}"
}
resource "databricks_volume" "landing" {
  catalog_name = databricks_catalog.main.name
  schema_name  = databricks_schema.s["bronze"].name
  name         = "landing"
  volume_type  = "MANAGED"
  comment      = "landing zone"
}
resource "databricks_sql_endpoint" "wh" {
  name           = "lakehouse"
  cluster_size   = "2X-Small"
  auto_stop_mins = var.changed ? 20 : 10
  warehouse_type = "PRO"
  tags {
    custom_tags {
      key   = "a"
      value = "b"
    }
  }
}
resource "databricks_sql_table" "t" {
  catalog_name       = databricks_catalog.main.name
  schema_name        = databricks_schema.s["silver"].name
  name               = "deals"
  table_type         = "MANAGED"
  data_source_format = "DELTA"
  warehouse_id       = databricks_sql_endpoint.wh.id
  comment            = "deals"
  properties         = { "delta.enableChangeDataFeed" = "true", "delta.logRetentionDuration" = "interval 30 days" }
  column {
    name     = "deal_id"
    type     = "STRING"
    nullable = false
    comment  = "the id"
  }
  column {
    name    = "amount"
    type    = "DECIMAL(18,2)"
    comment = "it's money"
  }
  column {
    name = "parts"
    type = "ARRAY<STRUCT<participant_id:STRING,name:STRING>>"
  }
  dynamic "column" {
    for_each = var.changed ? [1] : []
    content {
      name    = "currency"
      type    = "STRING"
      comment = "added later"
    }
  }
}
resource "databricks_sql_table" "clustered" {
  catalog_name       = databricks_catalog.main.name
  schema_name        = databricks_schema.s["silver"].name
  name               = "signals"
  table_type         = "MANAGED"
  data_source_format = "DELTA"
  cluster_keys       = ["call_id", "call_timestamp"]
  warehouse_id       = databricks_sql_endpoint.wh.id
  column {
    name = "call_id"
    type = "STRING"
  }
  column {
    name = "call_timestamp"
    type = "TIMESTAMP"
  }
}
resource "databricks_sql_table" "v" {
  catalog_name    = databricks_catalog.main.name
  schema_name     = databricks_schema.s["silver"].name
  name            = "deals_view"
  table_type      = "VIEW"
  warehouse_id    = databricks_sql_endpoint.wh.id
  view_definition = "select deal_id${var.changed ? ", amount" : ""} from spark_catalog.silver.deals"
  depends_on      = [databricks_sql_table.t]
}
resource "databricks_grants" "cat" {
  catalog = databricks_catalog.main.name
  grant {
    principal  = databricks_group.eng.display_name
    privileges = ["USE_CATALOG"]
  }
  grant {
    principal  = databricks_service_principal.job.application_id
    privileges = var.changed ? ["USE_CATALOG", "CREATE_SCHEMA"] : ["USE_CATALOG"]
  }
}
resource "databricks_grants" "sch" {
  schema = databricks_schema.s["silver"].id
  grant {
    principal  = databricks_group.eng.display_name
    privileges = ["ALL_PRIVILEGES"]
  }
}
resource "databricks_grants" "vol" {
  volume = databricks_volume.landing.id
  grant {
    principal  = databricks_group.eng.display_name
    privileges = ["READ_VOLUME", "WRITE_VOLUME"]
  }
}
resource "databricks_grants" "tab" {
  table = databricks_sql_table.t.id
  grant {
    principal  = databricks_group.analysts.display_name
    privileges = ["SELECT"]
  }
}
resource "databricks_cluster_policy" "p" {
  name       = "jobs"
  definition = jsonencode({ "spark_version" = { type = "unlimited", defaultValue = "auto:latest" }, "autotermination_minutes" = { type = "fixed", value = var.changed ? 30 : 20 } })
}
resource "databricks_directory" "d" { path = "/Shared/lakehouse/notebooks" }
resource "databricks_notebook" "n" {
  path           = "${databricks_directory.d.path}/land_feed"
  language       = "PYTHON"
  content_base64 = base64encode("# Databricks notebook source\nprint('hi ${var.changed}')\n")
}
resource "databricks_workspace_file" "f" {
  path           = "/Shared/lakehouse/sql/silver/merge.sql"
  content_base64 = base64encode("select 1 -- ${var.changed}")
}
resource "databricks_query" "q" {
  display_name = "deals in all"
  query_text   = "select count(*) as deal_count from silver.deals where :deals >= 0"
  warehouse_id = databricks_sql_endpoint.wh.id
  catalog      = databricks_catalog.main.name
  parent_path  = databricks_directory.d.path
  parameter {
    name = "deals"
    numeric_value { value = var.changed ? 2 : 1 }
  }
}
resource "databricks_alert" "a" {
  display_name         = "no deals"
  query_id             = databricks_query.q.id
  parent_path          = databricks_directory.d.path
  seconds_to_retrigger = 60
  notify_on_ok         = !var.changed
  custom_body          = "{{QUERY_RESULT_VALUE}}"
  condition {
    op = "LESS_THAN"
    operand {
      column { name = "deal_count" }
    }
    threshold {
      value { double_value = var.changed ? 2 : 1 }
    }
    empty_result_state = "OK"
  }
}
resource "databricks_notification_destination" "n" {
  display_name = "on call${var.changed ? "!" : ""}"
  config {
    email { addresses = ["a@example.com"] }
  }
}
resource "databricks_job" "monitoring" {
  name                = "monitoring"
  max_concurrent_runs = 1
  task {
    task_key = "no_deals"
    sql_task {
      warehouse_id = databricks_sql_endpoint.wh.id
      alert {
        alert_id = databricks_alert.a.id
        subscriptions { destination_id = databricks_notification_destination.n.id }
        subscriptions { user_name = databricks_user.u.user_name }
      }
    }
  }
}
resource "databricks_dashboard" "d" {
  display_name         = var.changed ? "scores" : "marks"
  parent_path          = databricks_directory.d.path
  warehouse_id         = databricks_sql_endpoint.wh.id
  embed_credentials    = false
  serialized_dashboard = jsonencode({ datasets = [], pages = [{ name = var.changed ? "b" : "a" }] })
}
resource "databricks_permissions" "dashboard" {
  dashboard_id = databricks_dashboard.d.id
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_READ"
  }
}
resource "databricks_job" "j" {
  name                = "ingest"
  max_concurrent_runs = 1
  queue { enabled = true }
  run_as { service_principal_name = databricks_service_principal.job.application_id }
  parameter {
    name    = "catalog"
    default = "spark_catalog"
  }
  trigger {
    pause_status = "PAUSED"
    file_arrival {
      url                               = "/Volumes/spark_catalog/bronze/landing/"
      min_time_between_triggers_seconds = 60
    }
  }
  job_cluster {
    job_cluster_key = "main"
    new_cluster {
      spark_version      = "18.0.x-scala2.13"
      node_type_id       = "local"
      num_workers        = var.changed ? 2 : 1
      policy_id          = databricks_cluster_policy.p.id
      spark_conf         = { "spark.sql.shuffle.partitions" = "2" }
      data_security_mode = "SINGLE_USER"
    }
  }
  task {
    task_key                  = "land"
    job_cluster_key           = "main"
    max_retries               = 2
    min_retry_interval_millis = 1000
    notebook_task {
      notebook_path   = databricks_notebook.n.path
      base_parameters = { feed = "deals" }
    }
  }
  task {
    task_key = "merge"
    depends_on { task_key = "land" }
    sql_task {
      warehouse_id = databricks_sql_endpoint.wh.id
      file { path = databricks_workspace_file.f.path }
    }
  }
  email_notifications { on_failure = ["a@example.com"] }
  tags = { a = "b" }
}
resource "databricks_permissions" "job" {
  job_id = databricks_job.j.id
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = var.changed ? "CAN_MANAGE" : "CAN_MANAGE_RUN"
  }
}
resource "databricks_permissions" "wh" {
  sql_endpoint_id = databricks_sql_endpoint.wh.id
  access_control {
    group_name       = databricks_group.analysts.display_name
    permission_level = "CAN_USE"
  }
}
resource "databricks_permissions" "pol" {
  cluster_policy_id = databricks_cluster_policy.p.id
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_USE"
  }
}
resource "databricks_permissions" "dir" {
  directory_path = databricks_directory.d.path
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_READ"
  }
}
output "me" { value = data.databricks_current_user.me.user_name }
# as on AWS: the credential names a role that trusts the external id it gets
resource "databricks_storage_credential" "landing" {
  name           = "landing"
  comment        = var.changed ? "changed" : "landed documents"
  isolation_mode = "ISOLATION_MODE_ISOLATED"
  aws_iam_role { role_arn = "arn:aws:iam::123456789012:role/landing" }
}
data "databricks_aws_unity_catalog_assume_role_policy" "landing" {
  aws_account_id = "123456789012"
  role_name      = "landing"
  external_id    = databricks_storage_credential.landing.aws_iam_role[0].external_id
}
output "trust" { value = data.databricks_aws_unity_catalog_assume_role_policy.landing.json }
resource "databricks_external_location" "landing" {
  name               = "landing"
  url                = "s3://landing/calls"
  credential_name    = databricks_storage_credential.landing.name
  isolation_mode     = "ISOLATION_MODE_ISOLATED"
  comment            = var.changed ? "changed" : "landed documents"
  enable_file_events = true
  file_event_queue {
    provided_sqs { queue_url = "https://sqs.eu-central-1.amazonaws.com/123456789012/landing" }
  }
}
resource "databricks_grants" "landing" {
  external_location = databricks_external_location.landing.id
  grant {
    principal  = databricks_group.eng.display_name
    privileges = ["READ_FILES"]
  }
}
resource "databricks_storage_credential" "azure" {
  name = "azure"
  azure_managed_identity {
    access_connector_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/c"
  }
}
resource "databricks_storage_credential" "gcp" {
  name = "gcp"
  databricks_gcp_service_account {}
}
