# The role in every account, also in those that join later. The template can be used without Terraform, too.
resource "aws_cloudformation_stack_set" "account_role" {
  count            = length(var.organizational_unit_ids) > 0 ? 1 : 0
  name             = "${var.name}-account-role"
  permission_model = "SERVICE_MANAGED"
  call_as          = var.stack_set_as_delegated_admin ? "DELEGATED_ADMIN" : "SELF"
  capabilities     = ["CAPABILITY_NAMED_IAM"]
  template_body    = file("${path.module}/account-role.yaml")

  parameters = {
    RoleName       = local.role_name
    RolePath       = local.role_path
    ServiceRoleArn = aws_iam_role.service.arn
    ExternalId     = var.external_id
  }

  auto_deployment {
    enabled                          = true
    retain_stacks_on_account_removal = false
  }

  operation_preferences {
    failure_tolerance_percentage = 10
    max_concurrent_percentage    = 50
  }

  lifecycle {
    # Service-managed StackSets set it by themselves.
    ignore_changes = [administration_role_arn]
  }
}

resource "aws_cloudformation_stack_set_instance" "account_role" {
  count          = length(var.organizational_unit_ids) > 0 ? 1 : 0
  stack_set_name = aws_cloudformation_stack_set.account_role[0].name
  call_as        = var.stack_set_as_delegated_admin ? "DELEGATED_ADMIN" : "SELF"
  # IAM is global: one region is enough.
  region = local.region

  deployment_targets {
    organizational_unit_ids = var.organizational_unit_ids
  }

  # Without it accounts are done one after the other, and the first that refuses ends it.
  operation_preferences {
    failure_tolerance_percentage = 10
    max_concurrent_percentage    = 50
  }
}
