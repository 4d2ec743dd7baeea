/** A value once it has come to rest: for questions to the host about what is being typed. */
import { useEffect, useState } from 'react';

export function useRested<T>(value: T, restMs = 250): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
