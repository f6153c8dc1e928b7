from aws_cdk import App

from async_lambda_stack import AsyncLambdaStack

app = App()
# `cdk deploy --context stage=prod`
stage = app.node.try_get_context("stage") or "dev"
AsyncLambdaStack(app, "AsyncLambda", stage=stage)
app.synth()
