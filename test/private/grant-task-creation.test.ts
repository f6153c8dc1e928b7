import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantTaskCreation } from '../../src/private/grant-task-creation';
import { environmentOf, permissionsOf, testApp } from '../support/template';

const FIRST = 'arn:aws:lambda:eu-west-1:123456789012:function:first:create';
const SECOND = 'arn:aws:lambda:eu-west-1:123456789012:function:second:create';

let stack: Stack;
let first: Construct;
let second: Construct;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
  first = new Construct(stack, 'First');
  second = new Construct(stack, 'Second');
});

const newFunction = () => new lambda.Function(stack, 'Web', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X });

test('a function may invoke just that, and knows it', () => {
  grantTaskCreation(newFunction(), first, FIRST);
  expect(permissionsOf(stack, /Web/)).toEqual({ [FIRST]: ['lambda:InvokeFunction'] });
  expect(environmentOf(stack, /Web/)).toEqual({ ASYNC_TASKS_CREATE_FUNCTION: FIRST });
});

test('who is no function may invoke it, too', () => {
  grantTaskCreation(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }), first, FIRST);
  expect(permissionsOf(stack, /Caller/)).toEqual({ [FIRST]: ['lambda:InvokeFunction'] });
});

test('a function that may create tasks of two APIs is told of the first, and its owner that there is a second', () => {
  const web = newFunction();
  grantTaskCreation(web, first, FIRST);
  grantTaskCreation(web, first, FIRST);
  grantTaskCreation(web, second, SECOND);
  expect(permissionsOf(stack, /Web/)).toEqual({ [FIRST]: ['lambda:InvokeFunction'], [SECOND]: ['lambda:InvokeFunction'] });
  expect(environmentOf(stack, /Web/)).toEqual({ ASYNC_TASKS_CREATE_FUNCTION: FIRST });
  expect(Annotations.fromStack(stack).findWarning('/Stack/Web', Match.anyValue()).map(({ entry }) => entry.data)).toEqual([
    expect.stringContaining('hand it the createFunctionArn of Stack/Second in a variable of its own'),
  ]);
});
