/** What a member of a request body must be. */
type Field = (
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly nullable?: true;
      readonly oneOf?: readonly string[];
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer' }
  | { readonly type: 'integers'; readonly nonEmpty?: true }
  /** Taken as it is, because nothing here depends on it. */
  | { readonly type: 'any' }
) & { readonly required?: true };

/** What a request body must be, member by member. */
export type Fields = Readonly<Record<string, Field>>;

/** Complaints by member, in marshmallow's words. */
type FieldErrors = Readonly<Record<string, unknown>>;

/** Values of a valid body, or what is wrong with it. */
export type Validation =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly errors: FieldErrors };

const truthy = new Set<unknown>([
  true,
  1,
  't',
  'T',
  'true',
  'True',
  'TRUE',
  'on',
  'On',
  'ON',
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  '1',
]);
const falsy = new Set<unknown>([
  false,
  0,
  'f',
  'F',
  'false',
  'False',
  'FALSE',
  'off',
  'Off',
  'OFF',
  'n',
  'N',
  'no',
  'No',
  'NO',
  '0',
]);

/** Checks and coerces a body as marshmallow, Superset's validator, does. */
export function validate(body: unknown, fields: Fields): Validation {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { ok: false, errors: { _schema: ['Invalid input type.'] } };
  }
  const values: Record<string, unknown> = {};
  const errors: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const field = fields[name];
    if (field === undefined) {
      errors[name] = ['Unknown field.'];
      continue;
    }
    const checked = checkField(value, field);
    if ('error' in checked) errors[name] = checked.error;
    else values[name] = checked.value;
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && !(name in body)) errors[name] = ['Missing data for required field.'];
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, values };
}

type Checked = { readonly value: unknown } | { readonly error: unknown };

function checkField(value: unknown, field: Field): Checked {
  if (field.type === 'any') return { value };
  if (value === null) {
    return field.type === 'string' && field.nullable ? { value } : { error: ['Field may not be null.'] };
  }
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') return { error: ['Not a valid string.'] };
      return field.oneOf?.includes(value) === false
        ? { error: [`Must be one of: ${field.oneOf.join(', ')}.`] }
        : checkLength(value, field);
    case 'boolean':
      if (truthy.has(value)) return { value: true };
      return falsy.has(value) ? { value: false } : { error: ['Not a valid boolean.'] };
    case 'integer':
      return isInteger(value) ? { value: Number(value) } : { error: ['Not a valid integer.'] };
    case 'integers':
      return field.nonEmpty && Array.isArray(value) && value.length === 0
        ? { error: ['Shorter than minimum length 1.'] }
        : checkIntegers(value);
  }
}

function checkLength(value: string, { min, max }: { readonly min?: number; readonly max?: number }): Checked {
  const length = [...value].length;
  if (length >= (min ?? 0) && length <= (max ?? Number.POSITIVE_INFINITY)) return { value };
  return {
    error: [min === undefined ? `Longer than maximum length ${max}.` : `Length must be between ${min} and ${max}.`],
  };
}

function checkIntegers(value: unknown): Checked {
  if (!Array.isArray(value)) return { error: ['Not a valid list.'] };
  const errors = value.flatMap((item, index) => (isInteger(item) ? [] : [[index, ['Not a valid integer.']]]));
  return errors.length > 0 ? { error: Object.fromEntries(errors) } : { value: value.map(Number) };
}

function isInteger(value: unknown): boolean {
  return (typeof value === 'number' || (typeof value === 'string' && value !== '')) && Number.isInteger(Number(value));
}
