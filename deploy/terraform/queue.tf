resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "logs" {
  name                       = var.name
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = var.visibility_timeout_seconds
  receive_wait_time_seconds  = 20
  # With a key of KMS instead, S3 and SNS need rights on the key, and lose messages silently without.
  sqs_managed_sse_enabled = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.max_receive_count
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.logs.arn]
  })
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "Announce"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.logs.arn]
    principals {
      type        = "Service"
      identifiers = [var.notify_through_sns ? "sns.amazonaws.com" : "s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [var.notify_through_sns ? one(aws_sns_topic.logs[*].arn) : aws_s3_bucket.logs.arn]
    }
    # A bucket's name says nothing about whose bucket it is.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sqs_queue_policy" "logs" {
  queue_url = aws_sqs_queue.logs.id
  policy    = data.aws_iam_policy_document.queue.json
}

# Not encrypted: it keeps nothing, and carries names of objects. With a key, S3 would need rights on it, as above.
resource "aws_sns_topic" "logs" {
  count = var.notify_through_sns ? 1 : 0
  name  = var.name
}

data "aws_iam_policy_document" "topic" {
  count = var.notify_through_sns ? 1 : 0
  statement {
    sid       = "Announce"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.logs[0].arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.logs.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "logs" {
  count  = var.notify_through_sns ? 1 : 0
  arn    = aws_sns_topic.logs[0].arn
  policy = data.aws_iam_policy_document.topic[0].json
}

resource "aws_sns_topic_subscription" "logs" {
  count     = var.notify_through_sns ? 1 : 0
  topic_arn = aws_sns_topic.logs[0].arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.logs.arn
}

# S3 sends one message for each new object; digests and the like are recognised by their names and skipped.
resource "aws_s3_bucket_notification" "logs" {
  bucket = aws_s3_bucket.logs.id

  dynamic "queue" {
    for_each = var.notify_through_sns ? [] : [aws_sqs_queue.logs.arn]
    content {
      queue_arn     = queue.value
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = "AWSLogs/"
      filter_suffix = ".json.gz"
    }
  }

  dynamic "topic" {
    for_each = aws_sns_topic.logs[*].arn
    content {
      topic_arn     = topic.value
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = "AWSLogs/"
      filter_suffix = ".json.gz"
    }
  }

  depends_on = [aws_sqs_queue_policy.logs, aws_sns_topic_policy.logs]
}
