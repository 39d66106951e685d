import { STATES, type StateChoice } from './conditions.js';

interface StateSwitchProps {
  readonly chosen: StateChoice;
  onChoose(state: StateChoice): void;
}

/** Which state to see. */
export function StateSwitch({ chosen, onChoose }: StateSwitchProps) {
  return (
    <fieldset class="switch">
      <legend class="unseen">State</legend>
      {STATES.map((state) => (
        <label key={state} class={state === chosen ? 'is-chosen' : ''}>
          <input
            type="radio"
            name="state"
            class="unseen"
            checked={state === chosen}
            onChange={() => onChoose(state)}
          />
          {state}
        </label>
      ))}
    </fieldset>
  );
}
