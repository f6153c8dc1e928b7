throw new Error('the model cannot be loaded');

export {};
